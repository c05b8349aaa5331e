package dev.millrace.schemas;

/** A value that {@link AvroCodec} cannot read; the message says what is wrong and what to do. */
public final class UnreadableRecord extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Cause {
    NOT_AVRO,
    UNKNOWN_FINGERPRINT,
    CORRUPT,
    WRONG_TYPE
  }

  private final Cause code;

  public UnreadableRecord(Cause code, String message) {
    super(message);
    this.code = code;
  }

  public Cause code() {
    return code;
  }
}

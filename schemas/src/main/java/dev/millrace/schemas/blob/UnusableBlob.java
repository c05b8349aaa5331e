package dev.millrace.schemas.blob;

/** A blob that is not there, or not what its name says. An ordinary result: no stack trace. */
public final class UnusableBlob extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Cause {
    MISSING,
    DAMAGED,
    TOO_LARGE
  }

  private final Cause code;

  UnusableBlob(Cause code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static UnusableBlob missing(BlobName name, String where) {
    return new UnusableBlob(
        Cause.MISSING,
        "blob "
            + name.key()
            + " is not in "
            + where
            + "; was it removed by hand, or is this another store than the writer's?");
  }

  static UnusableBlob tooLarge(BlobName name, String where, long bytes, long most) {
    return new UnusableBlob(
        Cause.TOO_LARGE,
        "blob "
            + name.key()
            + " in "
            + where
            + " has "
            + bytes
            + " bytes, at most "
            + most
            + " are read; send a smaller one");
  }

  /** Gives the content through if it is what the name says. */
  static byte[] checked(BlobName name, String where, byte[] content) throws UnusableBlob {
    BlobName found = BlobName.of(content);
    if (!found.equals(name)) {
      throw new UnusableBlob(
          Cause.DAMAGED,
          "blob "
              + name.key()
              + " in "
              + where
              + " has "
              + content.length
              + " bytes with SHA-256 "
              + found.sha256()
              + "; send the original again, which writes it anew");
    }
    return content;
  }

  public Cause code() {
    return code;
  }
}

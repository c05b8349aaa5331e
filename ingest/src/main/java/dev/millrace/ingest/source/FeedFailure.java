package dev.millrace.ingest.source;

/** A feed that ended before its source did. The message says how far it came. */
public final class FeedFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FeedFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

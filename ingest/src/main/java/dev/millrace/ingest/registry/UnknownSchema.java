package dev.millrace.ingest.registry;

/** A schema that nobody knows, or that is of another kind. An ordinary result: no stack trace. */
public final class UnknownSchema extends Exception {

  private static final long serialVersionUID = 1L;

  public UnknownSchema(String message) {
    super(message, null, false, false);
  }
}

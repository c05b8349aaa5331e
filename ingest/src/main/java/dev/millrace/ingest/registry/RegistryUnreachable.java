package dev.millrace.ingest.registry;

/** A Schema Registry that does not answer, or not as it should; asking again later may help. */
public final class RegistryUnreachable extends Exception {

  private static final long serialVersionUID = 1L;

  public RegistryUnreachable(String message, Throwable cause) {
    super(message, cause);
  }

  public RegistryUnreachable(String message) {
    super(message);
  }
}

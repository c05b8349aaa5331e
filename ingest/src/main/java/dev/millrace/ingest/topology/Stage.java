package dev.millrace.ingest.topology;

/** Steps of ingest that refuse records. */
public enum Stage {
  /** The bytes, headers or times cannot be read. */
  DECODE("ingest.decode"),
  /** Readable, but a rule is broken. */
  VALIDATE("ingest.validate"),
  /** The same id came with another payload. */
  DEDUPLICATE("ingest.deduplicate");

  private final String id;

  Stage(String id) {
    this.id = id;
  }

  /** The {@code stage} of a dead letter. */
  public String id() {
    return id;
  }
}

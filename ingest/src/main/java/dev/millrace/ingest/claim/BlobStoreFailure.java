package dev.millrace.ingest.claim;

import org.apache.kafka.common.KafkaException;

/**
 * A blob that could not be stored, so that its record was not sent. To those who send it is what a
 * broker that does not answer is, hence its type.
 */
public final class BlobStoreFailure extends KafkaException {

  private static final long serialVersionUID = 1L;

  BlobStoreFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

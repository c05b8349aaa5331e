package dev.millrace.ingest.http;

import dev.millrace.schemas.Topics;

/**
 * What the gateway accepts at most.
 *
 * @param requestBytes largest body
 * @param batchEvents most events or labels in a body
 * @param connections open connections
 * @param sockets of these, WebSockets
 * @param underWayBytes bodies that are being read or that Kafka has not acknowledged; beyond them
 *     senders are told to wait
 */
public record HttpLimits(
    int requestBytes, int batchEvents, int connections, int sockets, int underWayBytes) {

  /**
   * A body may be as large as a raw record less its headers. Three quarters of the producer's
   * buffer are used, so that sending never waits for room in it.
   */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          Topics.MAX_RECORD_BYTES - 64 * 1024, 10_000, 256, 128, 3 * Topics.MAX_RECORD_BYTES);

  /**
   * The limits with bodies of another size. Beyond the size of a record they are pictures on their
   * way to the blob store, one for each sender who is let in.
   */
  static HttpLimits forBodies(int requestBytes) {
    return new HttpLimits(
        requestBytes,
        DEFAULT.batchEvents,
        DEFAULT.connections,
        DEFAULT.sockets,
        Math.max(DEFAULT.underWayBytes, 2 * requestBytes));
  }

  /** Checks that one body of the largest size fits. */
  public HttpLimits {
    if (requestBytes < 1
        || batchEvents < 1
        || connections < 1
        || sockets < 0
        || underWayBytes < requestBytes) {
      throw new IllegalArgumentException(
          "limits leave nothing that could pass: "
              + requestBytes
              + " bytes a request, "
              + batchEvents
              + " events a batch, "
              + connections
              + " connections, "
              + sockets
              + " sockets, "
              + underWayBytes
              + " bytes under way");
    }
  }
}

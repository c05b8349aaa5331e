package dev.millrace.ingest.decode;

/** Reads the values of one content type. */
@FunctionalInterface
public interface ContentDecoder {

  /**
   * Reads a record.
   *
   * @param raw the record, with a value of at least one byte
   * @param feed the feed whose raw topic it lies on
   * @throws Rejection if it cannot be read, or is not of the feed's kind
   */
  Content decode(RawRecord raw, RawFeed feed) throws Rejection;
}

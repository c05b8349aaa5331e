package dev.millrace.ingest.decode;

/** Why ingest refused a record; the name is the {@code error} of the dead letter. */
public enum Cause {
  /** The record has no value, or one of no bytes. */
  EMPTY_VALUE,
  /** The source itself could not read its input, for example a row with a missing value. */
  UNREADABLE_AT_SOURCE,
  /** No decoder for the {@code content-type}. */
  UNKNOWN_CONTENT_TYPE,
  /** Readable, but not the kind of event that the feed carries. */
  WRONG_KIND,
  NOT_UTF8,
  BAD_JSON,
  BAD_CSV,
  MISSING_FIELD,
  UNKNOWN_FIELD,
  /** A field holds another type than it should: text where a number belongs. */
  WRONG_TYPE,
  /** An infinite number, or a NaN where a number is needed. */
  NON_FINITE,
  TOO_LARGE,
  /** A picture that stops before its end. */
  TRUNCATED,
  /** Bytes that are no picture, or a picture that contradicts itself. */
  BAD_PICTURE,
  NOT_AVRO,
  CORRUPT_AVRO,
  UNKNOWN_FINGERPRINT,
  /** A time that cannot be read or lies outside the limits. */
  BAD_TIME,
  /** A header that cannot be read. */
  BAD_HEADER,
  UNKNOWN_TASK,
  UNKNOWN_CLASS,
  /** A label of another kind than its task learns from. */
  WRONG_TARGET,
  /** A marker of an origin that does not belong on this topic. */
  FOREIGN_MARKER,
  DUPLICATE_WITH_OTHER_PAYLOAD,
  /** A decoder gave up in a way that nobody foresaw. */
  DECODER_FAILED
}

package dev.millrace.ingest.message;

/** Which time of a message becomes the time of its event. */
public enum MessageTime {
  /** The message's own stamp, where it has one that is not zero; else when it was recorded. */
  STAMP,
  /** When it was recorded. */
  LOG
}

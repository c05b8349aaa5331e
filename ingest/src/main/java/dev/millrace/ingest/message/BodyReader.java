package dev.millrace.ingest.message;

/** Makes the body of an event of one type of message: one row of {@link MessageTypes}. */
interface BodyReader {

  /** The body; what it holds is its own. */
  Draft read(MessageFields message) throws UnreadableMessage;
}

package dev.millrace.ingest.message;

import dev.millrace.ingest.recording.RecordedMessage;

/** Makes bodies of events of recorded messages. Keeps what it learns of schemas; for one thread. */
public interface MessageEvents {

  /** Decodes a message; its payload is not kept. */
  MessageBody decode(RecordedMessage message);
}

package dev.millrace.ingest.replay;

import dev.millrace.ingest.recording.RecordedMessage;

/**
 * A message and when it is played.
 *
 * @param message as recorded; its payload is valid until the next one is read
 * @param recording number of its recording, from 0
 * @param time when it is played, nanoseconds since 1970-01-01T00:00:00Z; never before the message
 *     played before it
 * @param shift how much later that is than its own log time says, unless it came late
 */
record Moment(RecordedMessage message, int recording, long time, long shift) {}

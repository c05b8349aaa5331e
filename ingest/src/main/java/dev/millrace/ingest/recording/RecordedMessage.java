package dev.millrace.ingest.recording;

import java.nio.ByteBuffer;

/**
 * One message of a recording. Topic, log time and ordinal name it, the same on every replay and
 * whatever the filter: a place counted from the start of the recording would not survive a replay
 * of a part, since what an index passes over is not counted.
 *
 * @param channel where it belongs
 * @param logTime when it was recorded, nanoseconds since 1970-01-01T00:00:00Z
 * @param ordinal place among the messages of its topic that have the same log time, from 0; nearly
 *     always 0
 * @param publishTime when it was sent, nanoseconds since 1970-01-01T00:00:00Z; the log time where
 *     the recording does not say
 * @param payload its bytes, valid until the next message is read
 */
public record RecordedMessage(
    Channel channel, long logTime, long ordinal, long publishTime, ByteBuffer payload) {}

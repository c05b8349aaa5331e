package dev.millrace.ingest.recording;

import java.nio.ByteBuffer;

/**
 * One message of a recording.
 *
 * @param channel where it belongs
 * @param position place within the whole recording in the order of play, from 0; with {@link
 *     #topicPosition} the same on every replay
 * @param topicPosition place among the messages of its topic, from 0
 * @param logTime when it was recorded, nanoseconds since 1970-01-01T00:00:00Z
 * @param publishTime when it was sent, nanoseconds since 1970-01-01T00:00:00Z; the log time where
 *     the recording does not say
 * @param payload its bytes, valid until the next message is read
 */
public record RecordedMessage(
    Channel channel,
    long position,
    long topicPosition,
    long logTime,
    long publishTime,
    ByteBuffer payload) {}

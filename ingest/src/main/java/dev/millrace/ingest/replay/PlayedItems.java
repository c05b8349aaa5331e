package dev.millrace.ingest.replay;

import dev.millrace.ingest.message.MessageBody;
import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.source.SourceItem;
import dev.millrace.schemas.EventId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes of a recorded message what is sent to its feed.
 *
 * <p>An event's time is its log time: that is the order of play, so markers can promise it. When
 * the message itself says that it was measured at another time, that stands in the attribute {@code
 * stamp}. Ids are made of the topic, the log time in nanoseconds and the place among messages of
 * that very time; so they are the same on every replay, of the whole or of a part, and wherever the
 * recording lies. For one thread.
 */
final class PlayedItems {

  private static final long NANOS_A_MICRO = 1_000;

  /** Attribute with the time that the message itself states, microseconds since 1970. */
  static final String STAMP = "stamp";

  private final MessageEvents decoder;
  private final Routing routing;
  private final long eventShift;
  private final Map<String, Long> sequences = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();

  /**
   * @param eventShift how much later than played its event time is, nanoseconds
   */
  PlayedItems(MessageEvents decoder, Routing routing, long eventShift) {
    this.decoder = decoder;
    this.routing = routing;
    this.eventShift = eventShift;
  }

  Played of(Moment moment) {
    RecordedMessage message = moment.message();
    String topic = message.channel().topic();
    String feed = routing.feedOf().get(topic);
    if (feed == null) {
      throw new IllegalStateException(
          "topic '" + topic + "' came up that the recording's summary did not have");
    }
    long size = message.payload().remaining();
    long sequence = sequences.merge(feed, 1L, Long::sum) - 1;
    return new Played(feed, moment.time(), size, item(moment, feed, sequence));
  }

  private SourceItem item(Moment moment, String feed, long sequence) {
    RecordedMessage message = moment.message();
    String topic = message.channel().topic();
    long eventTime = micros(moment.time() + eventShift);
    if (RecordedTopics.isEvents(topic) || RecordedTopics.isRaw(topic)) {
      return RecordedRecords.item(message, sequence, micros(moment.shift() + eventShift));
    }
    MessageBody body = decoder.decode(message);
    if (body instanceof MessageBody.Undecodable bad) {
      byte[] raw = new byte[message.payload().remaining()];
      message.payload().duplicate().get(raw);
      return new SourceItem.Malformed(feed, sequence, raw, topic + ": " + bad.reason());
    }
    MessageBody.Decoded decoded = (MessageBody.Decoded) body;
    String source = sources.computeIfAbsent(topic, Routing::feedName);
    long shift = moment.shift() + eventShift;
    // Two recordings of one topic may agree in all else.
    String channel = moment.recording() == 0 ? topic : topic + "#" + moment.recording();
    return new SourceItem.Event(
        EventId.of(source, channel, message.ordinal(), message.logTime() + shift),
        source,
        sequence,
        eventTime,
        decoded.contentType(),
        decoded.payload(),
        attributes(decoded, micros(message.logTime())),
        List.of());
  }

  private static Map<String, String> attributes(MessageBody.Decoded decoded, long logged) {
    if (decoded.eventTime() == logged) {
      return decoded.attributes();
    }
    Map<String, String> attributes = new TreeMap<>(decoded.attributes());
    attributes.put(STAMP, Long.toString(decoded.eventTime()));
    return attributes;
  }

  private static long micros(long nanos) {
    return Math.floorDiv(nanos, NANOS_A_MICRO);
  }
}

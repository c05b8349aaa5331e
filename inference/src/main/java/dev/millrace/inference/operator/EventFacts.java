package dev.millrace.inference.operator;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of event have in common, with the event itself.
 *
 * @param event SensorReading, ImageFrame or TextMessage
 */
record EventFacts(
    String eventId,
    String sourceId,
    String feed,
    long eventTime,
    long producedAt,
    Map<String, String> attributes,
    SpecificRecord event) {

  /**
   * Reads an event record.
   *
   * @throws UnreadableRecord if the bytes are no event
   */
  static EventFacts read(AvroCodec codec, byte @Nullable [] value) throws UnreadableRecord {
    if (value == null) {
      throw new UnreadableRecord(
          UnreadableRecord.Cause.NOT_AVRO,
          "record without a value; topics of events have no tombstones");
    }
    SpecificRecord record = codec.decode(value);
    if (record instanceof TextMessage e) {
      return new EventFacts(
          e.getEventId(),
          e.getSourceId(),
          e.getFeed(),
          e.getEventTime(),
          e.getProducedAt(),
          e.getAttributes(),
          e);
    }
    if (record instanceof SensorReading e) {
      return new EventFacts(
          e.getEventId(),
          e.getSourceId(),
          e.getFeed(),
          e.getEventTime(),
          e.getProducedAt(),
          e.getAttributes(),
          e);
    }
    if (record instanceof ImageFrame e) {
      return new EventFacts(
          e.getEventId(),
          e.getSourceId(),
          e.getFeed(),
          e.getEventTime(),
          e.getProducedAt(),
          e.getAttributes(),
          e);
    }
    throw new UnreadableRecord(
        UnreadableRecord.Cause.WRONG_TYPE,
        record.getSchema().getName() + " is no event; only events belong on events.* topics");
  }
}

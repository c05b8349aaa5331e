package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Payload;
import dev.millrace.ingest.topology.EventNaming.Name;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import org.apache.avro.specific.SpecificRecord;

/** Named payloads as the records of {@code events.*} and {@code labels}. */
final class EventRecords {

  private EventRecords() {}

  static SpecificRecord event(Payload payload, Name name, String feed, long producedAt) {
    if (payload instanceof Payload.Reading reading) {
      return reading(reading, name, feed, producedAt);
    }
    if (payload instanceof Payload.Words words) {
      return words(words, name, feed, producedAt);
    }
    if (payload instanceof Payload.Picture picture) {
      return picture(picture, name, feed, producedAt);
    }
    throw new IllegalArgumentException(payload.kind() + " is no event; label() writes it");
  }

  private static SensorReading reading(Payload.Reading r, Name name, String feed, long producedAt) {
    return new SensorReading(
        name.eventId(),
        name.sourceId(),
        feed,
        name.eventTime(),
        producedAt,
        name.attributes(),
        r.channels(),
        r.values());
  }

  private static TextMessage words(Payload.Words w, Name name, String feed, long producedAt) {
    return new TextMessage(
        name.eventId(),
        name.sourceId(),
        feed,
        name.eventTime(),
        producedAt,
        name.attributes(),
        w.text(),
        w.language());
  }

  private static ImageFrame picture(Payload.Picture p, Name name, String feed, long producedAt) {
    return new ImageFrame(
        name.eventId(),
        name.sourceId(),
        feed,
        name.eventTime(),
        producedAt,
        name.attributes(),
        p.encoding(),
        p.width(),
        p.height(),
        p.data(),
        p.dataUri());
  }

  static Label label(Payload.Truth truth, long labelTime, long producedAt) {
    return new Label(truth.eventId(), truth.task(), truth.target(), labelTime, producedAt);
  }
}

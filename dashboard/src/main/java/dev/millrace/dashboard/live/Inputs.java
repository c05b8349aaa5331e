package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the newest events hold, to be shown beside what a model said of them. Not thread-safe. */
final class Inputs {

  private static final int MOST_EVENTS = 20_000;
  private static final int LONGEST_TEXT = 500;
  private static final int MOST_CHANNELS = 32;

  private final Newest<ObjectNode> events = new Newest<>(MOST_EVENTS, old -> {});
  private final Pictures pictures;

  Inputs(Pictures pictures) {
    this.pictures = pictures;
  }

  void hold(SpecificRecord event) {
    if (event instanceof TextMessage text) {
      events.put(text.getEventId(), text(text.getText()));
    } else if (event instanceof SensorReading reading) {
      events.put(reading.getEventId(), sensor(reading));
    } else if (event instanceof ImageFrame frame) {
      events.put(frame.getEventId(), image(frame));
    }
  }

  /** As a live event shows it; null when it has not come or is no longer held. */
  @Nullable ObjectNode of(String eventId) {
    return events.get(eventId);
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", Json.cut(text, LONGEST_TEXT));
  }

  private static ObjectNode sensor(SensorReading reading) {
    ObjectNode node = Json.object().put("type", "sensor");
    ArrayNode channels = node.putArray("channels");
    ArrayNode values = node.putArray("values");
    int shown = Math.min(MOST_CHANNELS, reading.getChannels().size());
    for (int i = 0; i < Math.min(shown, reading.getValues().size()); i++) {
      channels.add(reading.getChannels().get(i));
      values.add(Json.number(reading.getValues().get(i)));
    }
    return node;
  }

  private ObjectNode image(ImageFrame frame) {
    boolean held = frame.getData() != null && pictures.put(frame.getEventId(), frame.getData());
    return Json.object()
        .put("type", "image")
        .put("picture", held ? "/api/pictures/" + Pictures.name(frame.getEventId()) : null)
        .put("width", frame.getWidth())
        .put("height", frame.getHeight());
  }
}

package dev.millrace.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes from the JSON messages of a recording what the feed names: its channels as a CSV row, or
 * its text. What is no JSON, and all of a feed that names nothing, passes as it is.
 */
final class ChosenFields extends SourceAround {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};

  private final Feed feed;

  ChosenFields(EventSource source, Feed feed) {
    super(source);
    this.feed = feed;
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    return source.next().map(this::chosen);
  }

  private SourceItem chosen(SourceItem item) {
    boolean names = !feed.columns().channels().isEmpty() || feed.columns().text() != null;
    if (!names
        || !(item instanceof SourceItem.Event event)
        || !event.contentType().equals(RawHeaders.JSON)) {
      return item;
    }
    try {
      JsonNode message = JSON.readTree(event.payload());
      String text = feed.columns().text();
      return text == null ? row(event, message) : text(event, message, text);
    } catch (IOException e) {
      return malformed(event, "is no JSON: " + e.getMessage());
    }
  }

  private SourceItem row(SourceItem.Event event, JsonNode message) {
    JsonNode channels = message.path("channels").isObject() ? message.path("channels") : message;
    List<byte[]> values = new ArrayList<>();
    for (String channel : feed.columns().channels()) {
      JsonNode value = channels.get(channel);
      if (value == null) {
        List<String> present = new ArrayList<>();
        channels.fieldNames().forEachRemaining(present::add);
        return malformed(
            event, "has no channel '" + channel + "', only " + present + "; see columns.channels");
      }
      values.add(value.isNull() ? NOTHING : value.asText().getBytes(StandardCharsets.UTF_8));
    }
    return with(event, RawHeaders.CSV, CsvRow.encode(values), feed.columns().channels());
  }

  private SourceItem text(SourceItem.Event event, JsonNode message, String field) {
    JsonNode text = message.get(field);
    return text == null || !text.isTextual()
        ? malformed(event, "has no text in field '" + field + "'; see columns.text")
        : with(event, RawHeaders.TEXT, text.asText().getBytes(StandardCharsets.UTF_8), List.of());
  }

  private SourceItem malformed(SourceItem.Event event, String problem) {
    return new SourceItem.Malformed(
        feed.name(),
        event.sequence(),
        event.payload(),
        "message " + event.sequence() + " of feed '" + feed.name() + "' " + problem);
  }

  private static SourceItem with(
      SourceItem.Event event, String contentType, byte[] payload, List<String> columns) {
    return new SourceItem.Event(
        event.eventId(),
        event.sourceId(),
        event.sequence(),
        event.eventTime(),
        contentType,
        payload,
        event.attributes(),
        columns);
  }
}

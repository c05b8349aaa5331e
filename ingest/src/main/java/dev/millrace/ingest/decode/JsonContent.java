package dev.millrace.ingest.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a record.
 *
 * <ul>
 *   <li>Sensor: {@code {"channels": {"cpu": 0.5, "disk": null}}}, or the channels as fields of the
 *       object itself. {@code null} means that the sensor gave no value.
 *   <li>Text: the feed's text field, or {@code text}; {@code language} where known.
 *   <li>Label: see {@link JsonTruth}.
 * </ul>
 *
 * <p>{@code eventId}, {@code sourceId}, {@code eventTime} (or the fields that the feed names) and
 * {@code attributes} are read where they exist.
 */
final class JsonContent implements ContentDecoder {

  private static final String CHANNELS = "channels";
  private static final String ATTRIBUTES = "attributes";

  /** Longer numbers than this say nothing that a double can hold. */
  private static final int NUMBER_CHARS = 128;

  private final ObjectMapper json;
  private final EventTimes times;
  private final JsonTruth truth;

  JsonContent(Limits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxDocumentLength(limits.valueBytes())
            .maxStringLength(limits.valueBytes())
            .maxNestingDepth(limits.nesting())
            .maxNameLength(limits.idChars())
            .maxNumberLength(NUMBER_CHARS)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    json = new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    times = new EventTimes(limits);
    truth = new JsonTruth(limits, times);
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    JsonFields fields = parse(Utf8.read(raw.bytes()));
    return switch (feed.kind()) {
      case LABEL -> new Content(Said.NOTHING, truth.read(fields));
      case TEXT -> new Content(said(fields, feed), words(fields, feed));
      case SENSOR -> new Content(said(fields, feed), reading(fields, feed));
      case IMAGE ->
          throw new Rejection(
              Cause.WRONG_KIND,
              "feed '" + feed.name() + "' carries pictures; send JPEG or PNG bytes, not JSON");
    };
  }

  private JsonFields parse(String text) throws Rejection {
    JsonNode tree;
    try {
      tree = json.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new Rejection(
          Cause.TOO_LARGE, e.getOriginalMessage() + "; send a smaller and flatter object");
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
      throw new Rejection(
          Cause.BAD_JSON,
          "no JSON" + place + ": " + e.getOriginalMessage() + "; repair the source");
    }
    if (tree == null || !tree.isObject()) {
      throw new Rejection(
          Cause.BAD_JSON, "the value is no JSON object; send one object a record, {…}");
    }
    return new JsonFields(tree);
  }

  private Said said(JsonFields fields, RawFeed feed) throws Rejection {
    return new Said(
        fields.id(feed.idField()),
        fields.id(feed.sourceField()),
        time(fields, feed),
        fields.texts(ATTRIBUTES));
  }

  private @Nullable Long time(JsonFields fields, RawFeed feed) throws Rejection {
    String time = fields.id(feed.timeField());
    return time == null ? null : times.read(time, feed.timeField(), feed.time());
  }

  private static Payload words(JsonFields fields, RawFeed feed) throws Rejection {
    return new Payload.Words(fields.text(feed.textField()), fields.textOrNull("language"));
  }

  private static Payload reading(JsonFields fields, RawFeed feed) throws Rejection {
    Map<String, Double> values = new LinkedHashMap<>();
    if (fields.isObject(CHANNELS)) {
      JsonFields channels = fields.object(CHANNELS);
      for (String name : channels.names()) {
        values.put(name, channels.numberOrNan(name));
      }
    } else {
      for (String name : fields.names()) {
        if (isFlatChannel(name, fields, feed)) {
          values.put(name, fields.numberOrNan(name));
        }
      }
    }
    return Payload.Reading.inOrder(values, feed.columns().channels());
  }

  /** A listed channel must be a number; where none are listed, all numbers are channels. */
  private static boolean isFlatChannel(String name, JsonFields fields, RawFeed feed) {
    return feed.mayBeChannel(name)
        && (feed.columns().channels().contains(name) || fields.isNumber(name));
  }
}

package dev.millrace.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.schemas.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts a body into posts: one payload, or JSON objects in an array or one a line. */
final class PostReader {

  static final String NDJSON = "application/x-ndjson";

  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;
  private static final int MOST_NESTING = 32;

  private static final Map<RawFeed.Kind, List<String>> TYPES =
      Map.of(
          RawFeed.Kind.SENSOR, List.of(RawHeaders.JSON, NDJSON, RawHeaders.CSV),
          RawFeed.Kind.TEXT, List.of(RawHeaders.TEXT, RawHeaders.JSON, NDJSON, RawHeaders.CSV),
          RawFeed.Kind.IMAGE, List.of(RawHeaders.JPEG, RawHeaders.PNG),
          RawFeed.Kind.LABEL, List.of(RawHeaders.JSON, NDJSON));

  private final ObjectMapper json;
  private final int batchEvents;

  PostReader(HttpLimits limits) {
    batchEvents = limits.batchEvents();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(limits.requestBytes())
                    .maxStringLength(limits.requestBytes())
                    .maxNestingDepth(MOST_NESTING)
                    .build())
            .build();
    json = new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Says whether a feed takes a content type, before the body is read.
   *
   * @return the type without its parameters
   */
  static String type(@Nullable String stated, RawFeed feed) throws Refusal {
    String type = stated == null ? "" : bare(stated);
    List<String> known = TYPES.get(feed.kind());
    if (!known.contains(type)) {
      throw new Refusal(
          UNSUPPORTED,
          "feed '" + feed.name() + "' carries " + feed.kind() + " and takes no such content",
          "Content-Type",
          type,
          "send one of " + known);
    }
    return type;
  }

  private static String bare(String type) {
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Cuts a body.
   *
   * @param headers what the request says of its one event; null values are left out
   */
  Cut read(byte[] body, String type, RawFeed feed, EventHeaders headers) throws Refusal {
    if (body.length == 0) {
      throw new Refusal(BAD_REQUEST, "the body is empty", "body", "", "send the event in it");
    }
    if (type.equals(NDJSON)) {
      return lines(body, feed, headers);
    }
    if (!type.equals(RawHeaders.JSON)) {
      String key = headers.sourceId() == null ? feed.name() : headers.sourceId();
      return new Cut(
          List.of(new Post(1, key, headers.eventId(), body, headers.raw(type))), Map.of());
    }
    JsonNode tree = parse(body);
    return tree.isArray() ? array(tree, feed, headers) : one(tree, body, feed, headers);
  }

  private Cut one(JsonNode tree, byte[] body, RawFeed feed, EventHeaders headers) throws Refusal {
    return new Cut(List.of(post(1, tree, body, feed, headers)), Map.of());
  }

  private Cut array(JsonNode tree, RawFeed feed, EventHeaders headers) throws Refusal {
    headers.requireNoneOfOneEvent();
    checkCount(tree.size());
    List<Post> posts = new ArrayList<>();
    Map<Integer, Refusal> refused = new LinkedHashMap<>();
    int line = 0;
    for (JsonNode element : tree) {
      line++;
      try {
        byte[] value = element.toString().getBytes(StandardCharsets.UTF_8);
        posts.add(post(line, element, value, feed, headers));
      } catch (Refusal e) {
        refused.put(line, e);
      }
    }
    return new Cut(posts, refused);
  }

  private Cut lines(byte[] body, RawFeed feed, EventHeaders headers) throws Refusal {
    headers.requireNoneOfOneEvent();
    List<Post> posts = new ArrayList<>();
    Map<Integer, Refusal> refused = new LinkedHashMap<>();
    int line = 0;
    int start = 0;
    for (int at = 0; at <= body.length; at++) {
      if (at < body.length && body[at] != '\n') {
        continue;
      }
      line++;
      byte[] value = Arrays.copyOfRange(body, start, at);
      start = at + 1;
      if (!new String(value, StandardCharsets.UTF_8).isBlank()) {
        checkCount(posts.size() + refused.size() + 1);
        try {
          posts.add(post(line, parse(value), value, feed, headers));
        } catch (Refusal e) {
          refused.put(line, e);
        }
      }
    }
    return new Cut(posts, refused);
  }

  private void checkCount(int events) throws Refusal {
    if (events > batchEvents) {
      throw new Refusal(
          TOO_LARGE,
          "a body holds at most " + batchEvents + " events",
          "body",
          events + " events or more",
          "send several smaller ones; nothing of this one was taken");
    }
  }

  private JsonNode parse(byte[] bytes) throws Refusal {
    try {
      return json.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Refusal(
          BAD_REQUEST,
          "no JSON: " + e.getOriginalMessage(),
          "body",
          new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.UTF_8),
          "send one JSON object an event");
    }
  }

  private static Post post(
      int line, JsonNode tree, byte[] value, RawFeed feed, EventHeaders headers) throws Refusal {
    if (!tree.isObject()) {
      throw new Refusal(
          BAD_REQUEST,
          "an event is a JSON object",
          "body",
          tree.getNodeType().toString(),
          "send {…}, several of them in an array or one a line");
    }
    Map<String, String> raw = headers.raw(RawHeaders.JSON);
    if (feed.kind() == RawFeed.Kind.LABEL) {
      String event = text(tree, "eventId");
      if (event == null) {
        throw new Refusal(
            BAD_REQUEST, "a label names its event", "eventId", "", "send the id of the event");
      }
      return new Post(line, event, event, value, raw);
    }
    String id = headers.eventId() == null ? text(tree, feed.idField()) : headers.eventId();
    String source =
        headers.sourceId() == null ? text(tree, feed.sourceField()) : headers.sourceId();
    return new Post(line, source == null ? feed.name() : source, id, value, raw);
  }

  private static @Nullable String text(JsonNode tree, String field) {
    JsonNode node = tree.get(field);
    return node == null || node.isNull() || node.isContainerNode() || node.asText().isBlank()
        ? null
        : node.asText();
  }
}

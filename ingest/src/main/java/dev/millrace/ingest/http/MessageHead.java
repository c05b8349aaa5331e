package dev.millrace.ingest.http;

import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.schemas.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message of a WebSocket: lines {@code Name: value} as the headers of a post have them, an empty
 * line, and the body. A JSON object or array may come without a head.
 *
 * @param messageId the sender's own id of the message; null where it gives none
 * @param contentType what the body is; null means what the feed mostly carries
 * @param headers what it says of its event
 * @param body the body
 */
@SuppressWarnings("ArrayRecordComponent") // Cut into posts and never compared.
record MessageHead(
    @Nullable String messageId, @Nullable String contentType, EventHeaders headers, byte[] body) {

  private static final int BAD_REQUEST = 400;
  private static final int MOST_BYTES = 8 << 10;
  private static final int MOST_ID = 200;

  private static final Map<RawFeed.Kind, String> USUAL =
      Map.of(
          RawFeed.Kind.SENSOR, RawHeaders.JSON,
          RawFeed.Kind.TEXT, RawHeaders.JSON,
          RawFeed.Kind.IMAGE, RawHeaders.JPEG,
          RawFeed.Kind.LABEL, RawHeaders.JSON);

  /** Cuts a message. */
  static MessageHead of(byte[] message) throws Refusal {
    if (message.length > 0 && (message[0] == '{' || message[0] == '[')) {
      return new MessageHead(null, null, EventHeaders.of(Map.of()), message);
    }
    Map<String, String> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int start = 0;
    int most = Math.min(message.length, MOST_BYTES);
    for (int at = 0; at < most; at++) {
      if (message[at] != '\n') {
        continue;
      }
      int end = at > start && message[at - 1] == '\r' ? at - 1 : at;
      if (end == start) {
        return of(lines, Arrays.copyOfRange(message, at + 1, message.length));
      }
      put(lines, new String(message, start, end - start, StandardCharsets.UTF_8));
      start = at + 1;
    }
    throw refused("has no empty line behind its head", message.length + " bytes");
  }

  private static MessageHead of(Map<String, String> lines, byte[] body) throws Refusal {
    String id = lines.get("Message-Id");
    if (id != null && id.length() > MOST_ID) {
      throw refused("has a Message-Id of more than " + MOST_ID + " characters", id);
    }
    return new MessageHead(id, lines.get("Content-Type"), EventHeaders.of(lines), body);
  }

  private static void put(Map<String, String> lines, String line) throws Refusal {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw refused("has a line in its head that is no 'Name: value'", line);
    }
    lines.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
  }

  private static Refusal refused(String what, String value) {
    return new Refusal(
        BAD_REQUEST,
        "the message " + what,
        "message",
        value,
        "send JSON, or lines 'Name: value', an empty line and the body");
  }

  /** The content type, without its parameters. */
  String type(RawFeed feed) throws Refusal {
    String stated = contentType == null ? USUAL.get(feed.kind()) : contentType;
    return PostReader.type(stated.toLowerCase(Locale.ROOT), feed);
  }
}

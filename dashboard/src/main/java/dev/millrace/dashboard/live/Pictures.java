package dev.millrace.dashboard.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The newest pictures, up to a number of bytes. Only what a browser shows is held. Thread-safe. */
public final class Pictures {

  static final long MOST_BYTES = 64L << 20;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
  private static final int MAGIC_BYTES = 12;

  private final long mostBytes;
  private final LinkedHashMap<String, Picture> pictures = new LinkedHashMap<>();
  private long bytes;

  /**
   * A picture.
   *
   * @param type its content type
   * @param data its bytes
   */
  public record Picture(String type, byte[] data) {}

  Pictures(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The part of a path that names the picture of an event. */
  static String name(String eventId) {
    return PLAIN.matcher(eventId).matches()
        ? eventId
        : "~"
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(eventId.getBytes(StandardCharsets.UTF_8));
  }

  /** Holds a picture; whether it is of a kind that is served. */
  synchronized boolean put(String eventId, ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    String type = type(copy);
    if (type == null || copy.length > mostBytes) {
      return false;
    }
    Picture before = pictures.remove(name(eventId));
    bytes -= before == null ? 0 : before.data.length;
    pictures.put(name(eventId), new Picture(type, copy));
    bytes += copy.length;
    Iterator<Picture> oldest = pictures.values().iterator();
    while (bytes > mostBytes) {
      bytes -= oldest.next().data.length;
      oldest.remove();
    }
    return true;
  }

  /** The picture of that name; null when it is no longer held. */
  public synchronized @Nullable Picture get(String name) {
    return pictures.get(name);
  }

  /** Bytes that are held. */
  public synchronized long bytes() {
    return bytes;
  }

  /** By the first bytes, whatever the event says; null where it is none of them. */
  private static @Nullable String type(byte[] data) {
    if (data.length < MAGIC_BYTES) {
      return null;
    }
    String head = new String(data, 0, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    }
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return "image/png";
    }
    return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : null;
  }
}

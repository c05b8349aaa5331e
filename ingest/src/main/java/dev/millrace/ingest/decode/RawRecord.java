package dev.millrace.ingest.decode;

import dev.millrace.schemas.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of a raw topic. The arrays are shared, not copied: nobody changes them.
 *
 * @param topic full name of the topic
 * @param partition partition it lies in
 * @param offset offset in the partition
 * @param timestamp when the broker appended it, milliseconds since 1970-01-01T00:00:00Z
 * @param key key as it came
 * @param value value as it came
 * @param headers headers as UTF-8; of several with one name, the last
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, String> headers) {

  private static final int MICROS_PER_MILLI = 1000;

  public RawRecord {
    headers = Map.copyOf(headers);
  }

  /** Where the record lies: {@code topic-partition-offset}. */
  public String where() {
    return topic + "-" + partition + "-" + offset;
  }

  /** The header, null where it is absent or blank. */
  public @Nullable String header(String name) {
    String value = headers.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  /** When it was appended, microseconds since 1970-01-01T00:00:00Z. */
  public long producedAt() {
    return timestamp * MICROS_PER_MILLI;
  }

  /** The value, of no bytes where there is none. */
  public byte[] bytes() {
    return value == null ? new byte[0] : value;
  }

  /** The key as text, null where there is none. */
  public @Nullable String keyText() {
    return key == null || key.length == 0 ? null : new String(key, StandardCharsets.UTF_8);
  }

  /** The stated content type without its parameters, null where none is stated. */
  public @Nullable String contentType() {
    String stated = header(RawHeaders.CONTENT_TYPE);
    if (stated == null) {
      return null;
    }
    int parameters = stated.indexOf(';');
    return (parameters < 0 ? stated : stated.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}

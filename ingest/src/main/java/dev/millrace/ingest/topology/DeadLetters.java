package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.RawRecord;
import dev.millrace.ingest.topology.Outcome.Refused;
import dev.millrace.ingest.topology.Outcome.Subject;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Refused records as dead letters. A dead letter must always fit its topic, so keys, headers and
 * messages are cut to {@link #SMALL_BYTES}, and a value above the limit becomes its digest.
 */
final class DeadLetters {

  /** More than any honest key, set of headers or message needs. */
  private static final int SMALL_BYTES = 32 * 1024;

  private final AvroCodec codec;
  private final InstantSource clock;
  private final int valueBytes;

  DeadLetters(AvroCodec codec, InstantSource clock, Limits limits) {
    this.codec = codec;
    this.clock = clock;
    valueBytes = limits.deadLetterBytes();
  }

  /** The record for the dead letter topic, keyed by source. */
  Record<String, byte[]> write(Refused refused) {
    RawRecord raw = refused.raw();
    Subject subject = refused.subject();
    byte[] value = raw.value();
    boolean fits = value != null && value.length <= valueBytes;
    Cause cause = refused.rejection().code();
    DeadLetter letter =
        new DeadLetter(
            raw.topic(),
            raw.partition(),
            raw.offset(),
            key(raw),
            fits ? ByteBuffer.wrap(value) : null,
            value == null || fits ? null : Digests.hex(value),
            headers(raw.headers()),
            cut(subject.feed()),
            cut(subject.task()),
            cut(subject.eventId()),
            refused.stage().id(),
            cause.name(),
            cut(raw.where() + ": " + refused.rejection().getMessage()),
            ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    return new Record<>(orEmpty(cut(subject.source())), codec.encode(letter), raw.timestamp());
  }

  private static @Nullable ByteBuffer key(RawRecord raw) {
    byte[] key = raw.key();
    return key == null ? null : ByteBuffer.wrap(key, 0, Math.min(key.length, SMALL_BYTES)).slice();
  }

  private static Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> kept = new TreeMap<>();
    int left = SMALL_BYTES;
    for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
      left -= header.getKey().length() + header.getValue().length();
      if (left < 0) {
        break;
      }
      kept.put(header.getKey(), header.getValue());
    }
    return kept;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= SMALL_BYTES ? text : text.substring(0, SMALL_BYTES);
  }
}

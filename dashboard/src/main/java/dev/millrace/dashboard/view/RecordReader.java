package dev.millrace.dashboard.view;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the records of topics. Markers are passed over, and what can't be read is counted and
 * passed over: no record may stop the views. Thread-safe.
 */
public final class RecordReader {

  private final AvroCodec codec = new AvroCodec();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();

  /** The record; null for a marker, for nothing, and for what can't be read. */
  public @Nullable SpecificRecord read(byte @Nullable [] value) {
    if (value == null || AvroCodec.isMarker(value)) {
      return null;
    }
    try {
      SpecificRecord record = codec.decode(value);
      read.incrementAndGet();
      return record;
    } catch (UnreadableRecord e) {
      unreadable.incrementAndGet();
      return null;
    }
  }

  /** Records that were decoded. */
  public long decoded() {
    return read.get();
  }

  /** Records that could not be. */
  public long unreadable() {
    return unreadable.get();
  }
}

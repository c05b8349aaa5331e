package dev.millrace.stream;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks from one origin's in-band {@link Marker}s. Flink keeps one generator a partition and
 * takes the smallest, so a watermark never depends on threads or on the clock: that is what makes a
 * replay repeatable.
 */
public final class MarkerWatermarks implements WatermarkStrategy<Inbound> {

  private static final long serialVersionUID = 1L;

  private final String origin;

  /**
   * @param origin whose markers count, see {@link dev.millrace.schemas.Origins}
   */
  public MarkerWatermarks(String origin) {
    this.origin = origin;
  }

  @Override
  public WatermarkGenerator<Inbound> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(origin);
  }

  @Override
  public TimestampAssigner<Inbound> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    // Operators read the event time from the record itself.
    return (record, appended) -> record.timestamp();
  }

  private static final class Generator implements WatermarkGenerator<Inbound> {

    private final AvroCodec codec = new AvroCodec();
    private final MarkerTracker tracker;
    private long emitted = Long.MIN_VALUE;

    Generator(String origin) {
      tracker = new MarkerTracker(origin);
    }

    @Override
    public void onEvent(Inbound record, long timestamp, WatermarkOutput output) {
      byte[] value = record.value();
      if (value == null || !AvroCodec.isMarker(value)) {
        return;
      }
      try {
        tracker.accept(codec.decode(value, Marker.class));
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("corrupt marker at " + record.place(), e);
      }
      long watermark = MarkerTime.watermark(tracker.reached());
      if (watermark > emitted) {
        emitted = watermark;
        output.emitWatermark(new Watermark(watermark));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      // Markers alone move time.
    }
  }
}

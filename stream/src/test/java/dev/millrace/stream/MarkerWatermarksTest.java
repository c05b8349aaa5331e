package dev.millrace.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.avro.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MarkerWatermarksTest {

  private static final String FEED = Origins.feed("sms");

  private final AvroCodec codec = new AvroCodec();
  private final List<Long> watermarks = new ArrayList<>();
  private WatermarkGenerator<Inbound> generator;

  @BeforeEach
  void createGenerator() {
    generator = new MarkerWatermarks(FEED).createWatermarkGenerator(null);
  }

  @Test
  void watermarkWaitsForEveryPartOfTheOrigin() {
    see(marker(FEED, 0, 5_000_000, false));
    assertThat(watermarks).isEmpty();
    see(marker(FEED, 1, 3_000_000, false));
    assertThat(watermarks).containsExactly(2_999L);
    see(marker(FEED, 1, 9_000_000, false));
    assertThat(watermarks).containsExactly(2_999L, 4_999L);
  }

  @Test
  void markersOfOtherOriginsSayNothing() {
    see(marker(Origins.feed("other"), 0, 5_000_000, false));
    see(marker(Origins.feed("other"), 1, 5_000_000, false));
    assertThat(watermarks).isEmpty();
  }

  @Test
  void endOfAllPartsIsTheLastWatermark() {
    see(marker(FEED, 0, 1, true));
    see(marker(FEED, 1, 1, true));
    assertThat(watermarks).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void fanOutReachesEveryPartitionAndCanBeReadBack() {
    List<Outbound> out = new ArrayList<>();
    new MarkerFanOut(FEED, Map.of("a", 2, "b", 3))
        .emit(2_999L, 0, 1, Map.of("events", 7L), codec, out::add);
    assertThat(out).hasSize(5);
    out.forEach(record -> see(record.value()));
    assertThat(watermarks).containsExactly(2_999L);
  }

  private byte[] marker(String origin, int part, long time, boolean end) {
    return codec.encode(new Marker(origin, part, 2, time, end, Map.of()));
  }

  private void see(byte[] value) {
    generator.onEvent(new Inbound("t", 0, 0, 0, null, value), 0, new Collecting());
  }

  private final class Collecting implements WatermarkOutput {

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      throw new AssertionError("a stream with markers is never idle");
    }

    @Override
    public void markActive() {}
  }
}

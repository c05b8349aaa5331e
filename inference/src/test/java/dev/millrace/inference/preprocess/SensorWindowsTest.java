package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.preprocess.Outcome.Cause;
import dev.millrace.inference.preprocess.SensorWindows.Scaling;
import dev.millrace.inference.preprocess.SensorWindows.Window;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.WindowSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SensorWindowsTest {

  private static final List<String> CHANNELS = List.of("cpu", "memory");

  private final SensorWindows raw =
      new SensorWindows(new WindowSpec(3, CHANNELS, "memory"), Scaling.RAW);

  @Test
  void windowSlidesOldestFirstAfterItsWarmUp() {
    WindowState state = raw.newState();
    assertThat(raw.accept(state, reading(1, 1, 10))).isEqualTo(new Outcome.WarmingUp<>(2));
    assertThat(raw.accept(state, reading(2, 2, 20))).isEqualTo(new Outcome.WarmingUp<>(1));
    assertThat(window(raw, state, reading(3, 3, 30)).values().floats())
        .containsExactly(1, 10, 2, 20, 3, 30);
    Window second = window(raw, state, reading(3, 4, 40));
    assertThat(second.values().floats()).containsExactly(2, 20, 3, 30, 4, 40);
    assertThat(second.offset()).isEqualTo(40);
    assertThat(second.factor()).isCloseTo(Math.sqrt(125), within(1e-12));
  }

  @Test
  void olderReadingIsRejectedAndForgotten() {
    WindowState state = raw.newState();
    raw.accept(state, reading(10, 1, 1));
    byte[] before = state.toBytes();
    assertThat(cause(raw.accept(state, reading(9, 2, 2)))).isEqualTo(Cause.OUT_OF_ORDER);
    assertThat(state.toBytes()).isEqualTo(before);
  }

  @Test
  void missingAndNonFiniteChannelsAreRejectedAndForgotten() {
    WindowState state = raw.newState();
    byte[] before = state.toBytes();
    assertThat(cause(raw.accept(state, reading(1, Double.NaN, 1)))).isEqualTo(Cause.NOT_FINITE);
    assertThat(cause(raw.accept(state, reading(1, 1, Double.NEGATIVE_INFINITY))))
        .isEqualTo(Cause.NOT_FINITE);
    SensorReading lacking = reading(List.of("cpu"), 1, 1);
    assertThat(cause(raw.accept(state, lacking))).isEqualTo(Cause.MISSING_CHANNEL);
    assertThat(state.toBytes()).isEqualTo(before);
  }

  @Test
  void channelsAreTakenByNameWhateverTheirOrder() {
    WindowState state = raw.newState();
    for (int i = 1; i < 3; i++) {
      raw.accept(state, reading(i, 0, 0));
    }
    SensorReading turned = reading(List.of("disk", "memory", "cpu"), 3, 7, 30, 3);
    assertThat(window(raw, state, turned).values().floats()).endsWith(3f, 30f);
  }

  @Test
  void constantChannelStandardisesToZeroAndKeepsTheUnitFactor() {
    SensorWindows scaled =
        new SensorWindows(new WindowSpec(2, List.of("cpu"), "cpu"), Scaling.STANDARDISED);
    WindowState state = scaled.newState();
    scaled.accept(state, reading(List.of("cpu"), 1, 0.1));
    Window window = window(scaled, state, reading(List.of("cpu"), 2, 0.1));
    assertThat(window.values().floats()).containsExactly(0, 0);
    assertThat(window.factor()).isEqualTo(1);
    assertThat(window.offset()).isEqualTo(0.1);
  }

  @Property(tries = 200)
  void scaleEqualsTheTwoPassFormulaAndBoundsEveryReading(
      @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -1e3, max = 1e3) Double> values,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double shift) {
    SensorWindows scaled =
        new SensorWindows(new WindowSpec(1, List.of("cpu"), "cpu"), Scaling.STANDARDISED);
    WindowState state = scaled.newState();
    double[] all = values.stream().mapToDouble(value -> value + shift).toArray();
    for (int i = 0; i < all.length; i++) {
      Window window = window(scaled, state, reading(List.of("cpu"), i, all[i]));
      double[] soFar = Arrays.copyOf(all, i + 1);
      double mean = Arrays.stream(soFar).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(soFar).map(x -> (x - mean) * (x - mean)).sum() / (i + 1));
      if (deviation > 1e-3) {
        assertThat(window.factor()).isCloseTo(deviation, within(1e-6 * deviation));
        assertThat((double) window.values().floats()[0])
            .isCloseTo((all[i] - mean) / deviation, within(1e-4));
        assertThat(Math.abs(window.values().floats()[0]))
            .isLessThanOrEqualTo((float) Math.sqrt(i) + 1e-4f);
      }
    }
  }

  @Property(tries = 100)
  void storedStateGoesOnAsIfItHadNeverBeenStored(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -10, max = 10) Double> values) {
    WindowState kept = raw.newState();
    WindowState stored = raw.newState();
    for (int i = 0; i < values.size(); i++) {
      SensorReading reading = reading(i, values.get(i), -values.get(i));
      raw.accept(kept, reading);
      stored = WindowState.fromBytes(stored.toBytes());
      raw.accept(stored, reading);
      assertThat(stored.toBytes()).isEqualTo(kept.toBytes());
    }
  }

  @Test
  void stateOfAnotherWindowAndOtherBytesAreRefused() {
    SensorWindows longer = new SensorWindows(new WindowSpec(4, CHANNELS, null), Scaling.RAW);
    assertThatThrownBy(() -> longer.accept(raw.newState(), reading(1, 1, 1)))
        .hasMessageContaining("3 x 2")
        .hasMessageContaining("4 x 2");
    assertThatThrownBy(() -> WindowState.fromBytes(new byte[3])).hasMessageContaining("format");
    assertThatThrownBy(() -> new SensorWindows(new WindowSpec(4, CHANNELS, "disk"), Scaling.RAW))
        .hasMessageContaining("disk");
  }

  private static Window window(SensorWindows windows, WindowState state, SensorReading reading) {
    return ((Outcome.Prepared<Window>) windows.accept(state, reading)).value();
  }

  private static Cause cause(Outcome<Window> outcome) {
    return ((Outcome.Rejected<Window>) outcome).cause();
  }

  private static SensorReading reading(long time, double cpu, double memory) {
    return reading(CHANNELS, time, cpu, memory);
  }

  private static SensorReading reading(List<String> channels, long time, double... values) {
    return new SensorReading(
        "id", "host", "feed", time, 0L, Map.of(), channels, Arrays.stream(values).boxed().toList());
  }
}

package dev.millrace.inference.preprocess;

import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.WindowSpec;
import java.util.List;

/**
 * Sliding windows over the readings of one source. Readings come in event-time order; each one
 * after the warm-up gives a window that ends with it.
 *
 * <p>Where the input is scaled, channels are standardised with the source's running mean and
 * deviation. These take the new reading in before they scale it: a reading then never lies further
 * out than √(n − 1) deviations (Samuelson 1968), however odd it is, and no future is used. All rows
 * of a window use the scale of its last reading.
 *
 * <p>Thread-safe; the {@link WindowState} passed in isn't.
 */
public final class SensorWindows {

  private final WindowSpec spec;
  private final Scaling scaling;
  private final int target;

  /** Whether a window's values are standardised. */
  public enum Scaling {
    RAW,
    STANDARDISED
  }

  /**
   * Windows for a task.
   *
   * @param spec window with named channels
   * @throws IllegalArgumentException if no channel is named or the target isn't one of them
   */
  public SensorWindows(WindowSpec spec, Scaling scaling) {
    if (spec.channels().isEmpty()) {
      throw new IllegalArgumentException("a window needs the names of its channels");
    }
    this.spec = spec;
    this.scaling = scaling;
    this.target = spec.target() == null ? -1 : spec.channels().indexOf(spec.target());
    if (spec.target() != null && target < 0) {
      throw new IllegalArgumentException(
          "target channel '%s' is not among the window's channels %s"
              .formatted(spec.target(), spec.channels()));
    }
  }

  /**
   * Windows for a task.
   *
   * @param spec the task's window
   * @param feedChannels channels that stand in where the window names none
   */
  public static SensorWindows of(WindowSpec spec, SensorInput input, List<String> feedChannels) {
    List<String> channels = spec.channels().isEmpty() ? feedChannels : spec.channels();
    return new SensorWindows(
        new WindowSpec(spec.length(), channels, spec.target()),
        input.scaled() ? Scaling.STANDARDISED : Scaling.RAW);
  }

  /**
   * A full window.
   *
   * @param values {@code [1, length, channels]}, oldest reading first
   * @param offset newest value of the target channel; 0 without a target
   * @param factor running deviation of the target channel, 1 while it doesn't vary or without a
   *     target; a regression head predicts {@code offset + factor × output}
   */
  public record Window(Tensor values, double offset, double factor) {}

  /** State of a source that has not been heard of. */
  public WindowState newState() {
    return new WindowState(spec.length(), spec.channels().size());
  }

  /**
   * Takes a reading in. A rejected reading leaves the state as it was.
   *
   * @param state the source's state, changed in place
   */
  public Outcome<Window> accept(WindowState state, SensorReading reading) {
    if (state.length() != spec.length() || state.channels() != spec.channels().size()) {
      throw new IllegalArgumentException(
          "stored window is %d x %d, the task wants %d x %d; start the task with fresh state"
              .formatted(state.length(), state.channels(), spec.length(), spec.channels().size()));
    }
    if (reading.getEventTime() < state.newest()) {
      return Outcome.rejected(
          Outcome.Cause.OUT_OF_ORDER,
          "reading at %d µs of source '%s' comes after one at %d µs; send a source in time order"
              .formatted(reading.getEventTime(), reading.getSourceId(), state.newest()));
    }
    return values(reading)
        .then(
            values -> {
              state.add(reading.getEventTime(), values);
              return state.missing() > 0
                  ? new Outcome.WarmingUp<>(state.missing())
                  : Outcome.prepared(window(state));
            });
  }

  private Outcome<double[]> values(SensorReading reading) {
    List<String> given = reading.getChannels();
    double[] values = new double[spec.channels().size()];
    for (int c = 0; c < values.length; c++) {
      String channel = spec.channels().get(c);
      // Readings of a feed nearly always have the window's order: look there first.
      int at = c < given.size() && channel.equals(given.get(c)) ? c : given.indexOf(channel);
      if (at < 0 || at >= reading.getValues().size()) {
        return Outcome.rejected(
            Outcome.Cause.MISSING_CHANNEL,
            "reading has no channel '%s', only %s; add it or take it out of the task's window"
                .formatted(channel, given));
      }
      values[c] = reading.getValues().get(at);
      if (!Double.isFinite(values[c])) {
        return Outcome.rejected(
            Outcome.Cause.NOT_FINITE,
            "channel '%s' is %s; send readings with a number in every channel"
                .formatted(channel, values[c]));
      }
    }
    return Outcome.prepared(values);
  }

  private Window window(WindowState state) {
    int channels = state.channels();
    float[] values = new float[state.length() * channels];
    for (int row = 0; row < state.length(); row++) {
      for (int c = 0; c < channels; c++) {
        double value = state.value(state.length() - 1 - row, c);
        values[row * channels + c] =
            (float) (scaling == Scaling.STANDARDISED ? state.scale(c).standardise(value) : value);
      }
    }
    Tensor tensor = Tensor.floats(values, 1, state.length(), channels);
    return target < 0
        ? new Window(tensor, 0, 1)
        : new Window(tensor, state.value(0, target), state.scale(target).deviation());
  }
}

package dev.millrace.inference.operator;

import dev.millrace.stream.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the model.
 *
 * @param event the event record
 * @param state what became of it so far
 * @param window standardised readings {@code [length × channels]}, for sensor tasks
 * @param offset value of the target channel now, in its unit; 0 where there is no target
 * @param factor running standard deviation of the target channel; 1 where there is no target
 * @param code cause of a rejection
 * @param reason words of a rejection
 */
@SuppressWarnings("ArrayRecordComponent")
public record Sample(
    Inbound event,
    State state,
    float @Nullable [] window,
    float offset,
    float factor,
    @Nullable String code,
    @Nullable String reason) {

  /** What became of the event so far. */
  public enum State {
    /** To be scored. */
    READY,
    /** The source's window is not full yet. */
    WARM_UP,
    /** It can't be scored. */
    REJECTED
  }

  /** A text or a picture: prepared by the scoring thread. */
  static Sample plain(Inbound event) {
    return new Sample(event, State.READY, null, 0, 1, null, null);
  }

  /** A full window. */
  static Sample windowed(Inbound event, float[] window, float offset, float factor) {
    return new Sample(event, State.READY, window, offset, factor, null, null);
  }

  static Sample warmUp(Inbound event) {
    return new Sample(event, State.WARM_UP, null, 0, 1, null, null);
  }

  static Sample rejected(Inbound event, String code, String reason) {
    return new Sample(event, State.REJECTED, null, 0, 1, code, reason);
  }
}

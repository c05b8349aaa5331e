package dev.millrace.inference.preprocess;

import java.util.function.Function;

/**
 * What became of an event on its way to the model.
 *
 * @param <T> what a prepared event is
 */
public sealed interface Outcome<T> {

  /** Goes on with the value; other outcomes stay as they are. */
  <R> Outcome<R> then(Function<? super T, Outcome<R>> next);

  /** Ready for the model. */
  record Prepared<T>(T value) implements Outcome<T> {
    @Override
    public <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
      return next.apply(value);
    }
  }

  /**
   * A good event that gives no prediction yet.
   *
   * @param missing further readings until the window is full
   */
  record WarmingUp<T>(int missing) implements Outcome<T> {
    @Override
    public <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
      return new WarmingUp<>(missing);
    }
  }

  /**
   * Not fit for the model: a dead letter.
   *
   * @param cause machine-readable cause
   * @param reason what is wrong, value against limit, and the remedy
   */
  record Rejected<T>(Cause cause, String reason) implements Outcome<T> {
    @Override
    public <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
      return new Rejected<>(cause, reason);
    }
  }

  /** Why an event is rejected. */
  enum Cause {
    /** Another kind of event than the model takes. */
    WRONG_EVENT,
    /** The bytes are of no picture format that is read here. */
    UNKNOWN_FORMAT,
    /** The picture is larger than the limits. */
    TOO_LARGE,
    /** The picture's bytes end early or make no sense. */
    CORRUPT,
    /** The picture is a claim check, and no store is named that would have it. */
    NOT_INLINE,
    /** The store does not have the picture. */
    BLOB_MISSING,
    /** What the store has is not the picture that was put there. */
    BLOB_DAMAGED,
    /** The text can't be turned into tokens. */
    TEXT,
    /** A channel of the window isn't in the reading. */
    MISSING_CHANNEL,
    /** A channel's value is NaN or infinite. */
    NOT_FINITE,
    /** The reading is older than the last one of its source. */
    OUT_OF_ORDER,
    /** ONNX Runtime failed on the event. */
    MODEL_FAILED
  }

  static <T> Outcome<T> prepared(T value) {
    return new Prepared<>(value);
  }

  static <T> Outcome<T> rejected(Cause cause, String reason) {
    return new Rejected<>(cause, reason);
  }
}

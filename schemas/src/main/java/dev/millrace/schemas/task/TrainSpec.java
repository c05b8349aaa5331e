package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a task learns.
 *
 * @param parameters glob over initializers that are trained inside the model; empty where a fresh
 *     head is attached
 * @param head the fresh head; null where {@code parameters} names the trainable part
 * @param loss what is minimised
 * @param optimizer how
 * @param schedule how its rate changes over the steps
 * @param regularize what keeps weights small and steps short
 * @param privacy bound on what the weights tell of one example; null: none
 * @param batch examples a step, counted in log order
 * @param publishEvery examples between two versions, rounded up to whole batches
 * @param seed seed of version 0 and of all that is drawn while learning
 * @param join how long features and labels wait for each other
 * @param gate when a version may answer
 */
public record TrainSpec(
    String parameters,
    @Nullable HeadSpec head,
    LossSpec loss,
    OptimizerSpec optimizer,
    ScheduleSpec schedule,
    RegularizeSpec regularize,
    @Nullable PrivacySpec privacy,
    int batch,
    int publishEvery,
    long seed,
    JoinSpec join,
    GateSpec gate)
    implements Serializable {

  /** One example a step: on a stream of few labels every one should count at once. */
  public static final int DEFAULT_BATCH = 1;

  /** A version every hundred examples: soon enough to see it learn, few enough to keep. */
  public static final int DEFAULT_PUBLISH_EVERY = 100;

  /** Fixed, so that two runs of the same file agree. */
  public static final long DEFAULT_SEED = 42;

  /** Checks batch and interval. */
  public TrainSpec {
    if (batch < 1 || publishEvery < 1) {
      throw new IllegalArgumentException(
          "batch and publishEvery must be at least 1, not " + batch + " and " + publishEvery);
    }
  }

  /** Settings without the ones that change a plain step. */
  public TrainSpec(
      String parameters,
      @Nullable HeadSpec head,
      LossSpec loss,
      OptimizerSpec optimizer,
      int batch,
      int publishEvery,
      long seed,
      JoinSpec join,
      GateSpec gate) {
    this(
        parameters,
        head,
        loss,
        optimizer,
        ScheduleSpec.DEFAULT,
        RegularizeSpec.NONE,
        null,
        batch,
        publishEvery,
        seed,
        join,
        gate);
  }

  /**
   * A head that is attached to a model without one.
   *
   * @param kind what it gives
   * @param hidden units of one hidden layer with ReLU; 0 means a linear head
   * @param outputs number of outputs: classes or values
   */
  public record HeadSpec(HeadSpec.Kind kind, int hidden, int outputs) implements Serializable {

    /** Checks the sizes. */
    public HeadSpec {
      if (hidden < 0 || outputs < 1) {
        throw new IllegalArgumentException(
            "a head has 0 or more hidden units and at least 1 output, not "
                + hidden
                + " and "
                + outputs);
      }
    }

    /** What a head gives. */
    public enum Kind {
      /** Probabilities over the classes. */
      SOFTMAX,
      /** A probability for each output by itself. */
      SIGMOID,
      /** Values, as {@code offset + factor × output}, so that it learns in standard units. */
      REGRESSION
    }
  }

  /**
   * How long features and labels wait for each other, in event time.
   *
   * @param featureRetention how long features wait for their label
   * @param labelRetention how long a label waits for its features
   */
  public record JoinSpec(Duration featureRetention, Duration labelRetention)
      implements Serializable {

    /** A month for features: labels come from people. A day for labels: features come from us. */
    public static final JoinSpec DEFAULT = new JoinSpec(Duration.ofDays(30), Duration.ofDays(1));
  }

  /**
   * When a version may answer.
   *
   * @param window most examples over which learner and champion are compared
   * @param minimum fewest examples for a decision
   * @param tolerance how much larger than the champion's the learner's mean loss may be, as a part
   *     of it
   */
  public record GateSpec(int window, int minimum, double tolerance) implements Serializable {

    /** 500 examples tell a percent of loss apart; below 20 a decision is chance. */
    public static final GateSpec DEFAULT = new GateSpec(500, 20, 0.05);
  }
}

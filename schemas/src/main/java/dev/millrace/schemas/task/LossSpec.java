package dev.millrace.schemas.task;

import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is minimised, with its settings: one record each. */
public sealed interface LossSpec extends Serializable {

  /** Cross-entropy of the softmax as it stands in the textbook. */
  LossSpec SOFTMAX_CROSS_ENTROPY = new SoftmaxCrossEntropy(List.of(), 0);

  /** Mean squared error. */
  LossSpec MEAN_SQUARED_ERROR = new MeanSquaredError();

  /** What a label must be to be learned from. */
  enum Labels {
    /** A class name. */
    CLASS,
    /** Numbers, one for each output. */
    VALUES
  }

  /** What this loss learns from. */
  Labels labels();

  /** What the head must give. */
  Kind head();

  /**
   * Cross-entropy of the softmax over classes.
   *
   * @param classWeights weight of each class in the order of the classes; empty: 1 each
   * @param labelSmoothing part of the truth that is spread over all classes
   */
  record SoftmaxCrossEntropy(List<Double> classWeights, double labelSmoothing) implements LossSpec {
    public SoftmaxCrossEntropy {
      classWeights = List.copyOf(classWeights);
    }

    @Override
    public Labels labels() {
      return Labels.CLASS;
    }

    @Override
    public Kind head() {
      return Kind.SOFTMAX;
    }
  }

  /**
   * Cross-entropy of each output's own sigmoid, mean over an example's outputs.
   *
   * @param labels a class, which is one output of many, or values in [0, 1], one for each output
   * @param positiveWeights weight of each output's positive truth; empty: 1 each
   */
  record SigmoidCrossEntropy(Labels labels, List<Double> positiveWeights) implements LossSpec {
    public SigmoidCrossEntropy {
      positiveWeights = List.copyOf(positiveWeights);
    }

    @Override
    public Kind head() {
      return Kind.SIGMOID;
    }
  }

  /** Squared error, mean over an example's values. */
  record MeanSquaredError() implements LossSpec {
    @Override
    public Labels labels() {
      return Labels.VALUES;
    }

    @Override
    public Kind head() {
      return Kind.REGRESSION;
    }
  }

  /**
   * Squared error near the truth and absolute error beyond (Huber 1964), mean over the values.
   *
   * @param delta where one becomes the other, in standard units where the head is scaled
   */
  record Huber(double delta) implements LossSpec {

    /** PyTorch's. */
    public static final Huber DEFAULT = new Huber(1);

    @Override
    public Labels labels() {
      return Labels.VALUES;
    }

    @Override
    public Kind head() {
      return Kind.REGRESSION;
    }
  }

  /**
   * Hinge over all wrong classes (Weston and Watkins 1999), mean over the classes.
   *
   * @param margin how much the right class's score must lie above the others'
   */
  record Hinge(double margin) implements LossSpec {

    /** The textbook's. */
    public static final Hinge DEFAULT = new Hinge(1);

    @Override
    public Labels labels() {
      return Labels.CLASS;
    }

    @Override
    public Kind head() {
      return Kind.SOFTMAX;
    }
  }

  /**
   * A loss that is multiplied by a weight of each example, the last number of its label. For a loss
   * over classes the number before it is the index of the class.
   *
   * @param loss what is weighted
   */
  record Weighted(LossSpec loss) implements LossSpec {
    @Override
    public Labels labels() {
      return Labels.VALUES;
    }

    @Override
    public Kind head() {
      return loss.head();
    }
  }

  /**
   * Several losses over one graph, each with a sign and weight and with parameters of its own, for
   * example a generator and its discriminator, or a policy and its critic.
   *
   * @param parts at least one
   */
  record Objective(List<Part> parts) implements LossSpec {
    public Objective {
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("an objective has at least one part");
      }
    }

    @Override
    public Labels labels() {
      return told().loss().labels();
    }

    @Override
    public Kind head() {
      return told().loss().head();
    }

    /** The first part whose truth is the label, else the first of all. */
    public Part told() {
      return parts.stream().filter(part -> part.truth() == null).findFirst().orElse(parts.get(0));
    }
  }

  /**
   * One part of an objective.
   *
   * @param name what it is called in errors and metrics
   * @param loss what is computed
   * @param output output of the model that it is computed from; empty: the served one
   * @param truth the same truth for every example; null: the label
   * @param weight what it is multiplied by; below zero it is maximised
   * @param parameters glob over the trained parameters that it changes
   */
  record Part(
      String name,
      LossSpec loss,
      String output,
      @Nullable Double truth,
      double weight,
      String parameters)
      implements Serializable {}
}

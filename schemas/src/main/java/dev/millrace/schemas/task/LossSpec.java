package dev.millrace.schemas.task;

import java.io.Serializable;

/** What is minimised, with its settings: one record each. */
public sealed interface LossSpec extends Serializable {

  /** Cross-entropy of the softmax as it stands in the textbook. */
  LossSpec SOFTMAX_CROSS_ENTROPY = new SoftmaxCrossEntropy();

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

  /** Cross-entropy of the softmax over classes. */
  record SoftmaxCrossEntropy() implements LossSpec {
    @Override
    public Labels labels() {
      return Labels.CLASS;
    }
  }

  /** Squared error, mean over an example's values. */
  record MeanSquaredError() implements LossSpec {
    @Override
    public Labels labels() {
      return Labels.VALUES;
    }
  }
}

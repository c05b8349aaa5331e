package dev.millrace.trainer.fit;

import java.util.Map;

/**
 * One pass over the training examples.
 *
 * @param number from 1; 0 is the state before the first pass
 * @param trainingLoss mean loss over the training examples, each scored before it was learned; NaN
 *     for epoch 0
 * @param validationLoss mean loss over the held-out examples after the pass; NaN without any
 * @param metrics metrics over the held-out examples, by name
 */
public record Epoch(
    int number, double trainingLoss, double validationLoss, Map<String, Double> metrics) {
  public Epoch {
    metrics = Map.copyOf(metrics);
  }
}

package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;

/** A loss that appends itself to a head: one row of the table of losses. */
public interface Loss {

  /** Name of the graph input that holds the truth. */
  String TARGET = "millrace.target";

  /**
   * Type and shape of the truth.
   *
   * @param outputs classes or values of the head
   */
  TensorSpec target(long outputs);

  /**
   * Appends the loss.
   *
   * @throws NoGradient where the head's score is nothing this loss can be computed from
   */
  Terms append(HeadGraph head, NodeWriter write);

  /**
   * Names of what was appended.
   *
   * @param losses loss of each example {@code [n]}
   * @param seed value of the head that the loss is a function of {@code [n, k]}
   * @param seedGradient gradient of the summed losses by it {@code [n, k]}
   */
  record Terms(String losses, String seed, String seedGradient) {}
}

package dev.millrace.schemas.task;

import java.io.Serializable;

/**
 * What keeps weights small and steps short.
 *
 * @param l1 weight of the penalty Σ|θ|
 * @param l2 weight of the penalty Σθ²/2
 * @param weightDecay part of each weight that a step at rate 1 takes away
 * @param dropout part of the hidden units that a step leaves out, in [0, 1)
 * @param clipNorm most length of a step's gradient; infinite: any
 * @param clipValue most size of each of its elements; infinite: any
 */
public record RegularizeSpec(
    double l1, double l2, double weightDecay, double dropout, double clipNorm, double clipValue)
    implements Serializable {

  /** A linear head on frozen features has little to overfit with. */
  public static final RegularizeSpec NONE =
      new RegularizeSpec(0, 0, 0, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
}

package dev.millrace.trainer.random;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the masks of dropout: 0 for what is left out and 1 / (1 − rate) for the rest, so that
 * scoring needs no mask. A mask is a function of seed, step, row and unit alone.
 */
public final class DropoutMasks {

  private static final long PURPOSE = 0xD409;

  private final long seed;
  private final double rate;
  private final List<TensorSpec> masks;

  /**
   * @param seed the task's
   * @param rate part that is left out, in [0, 1)
   * @param masks shapes of the masks; the batch comes first
   */
  public DropoutMasks(long seed, double rate, List<TensorSpec> masks) {
    this.seed = seed;
    this.rate = rate;
    this.masks = List.copyOf(masks);
  }

  /**
   * The batch with the masks of a step.
   *
   * @param number the step's number
   */
  public Batch on(Batch batch, long number) {
    if (masks.isEmpty()) {
      return batch;
    }
    List<Batch.Row> rows = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      List<float[]> drawn = new ArrayList<>();
      for (int mask = 0; mask < masks.size(); mask++) {
        drawn.add(draw(masks.get(mask), CounterStream.of(seed, PURPOSE, number, row, mask)));
      }
      rows.add(batch.rows().get(row).masked(drawn));
    }
    return new Batch(rows);
  }

  private float[] draw(TensorSpec spec, CounterStream stream) {
    long size = 1;
    long[] shape = spec.shape();
    for (int axis = 1; axis < shape.length; axis++) {
      size *= shape[axis];
    }
    float kept = (float) (1 / (1 - rate));
    float[] mask = new float[Math.toIntExact(size)];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = stream.uniform(i) < rate ? 0 : kept;
    }
    return mask;
  }
}

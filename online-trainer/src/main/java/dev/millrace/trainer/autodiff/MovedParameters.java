package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.trainer.optimizer.Finite;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Parameters that follow no gradient, such as running statistics: in their place the gradient of a
 * step holds what they become. No penalty, clipping or optimizer may touch them. Not thread-safe.
 */
public final class MovedParameters {

  private final List<Slot> slots;
  private final float[] values;

  private MovedParameters(List<Slot> slots) {
    this.slots = List.copyOf(slots);
    this.values = new float[slots.stream().mapToInt(Slot::size).sum()];
  }

  /** Those of a head. */
  public static MovedParameters of(HeadGraph head) {
    Set<String> names = MovingStatistics.of(head);
    List<Slot> all = ParameterLayout.of(head.parameters()).slots();
    return new MovedParameters(all.stream().filter(slot -> names.contains(slot.name())).toList());
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return slots.isEmpty();
  }

  /**
   * Takes the new values out of a gradient and leaves zeros.
   *
   * @return whether they are finite
   */
  public boolean take(float[] gradient) {
    int at = 0;
    for (Slot slot : slots) {
      System.arraycopy(gradient, slot.offset(), values, at, slot.size());
      at += slot.size();
    }
    clear(gradient);
    return Finite.all(values);
  }

  /** Zeros in their place. */
  public void clear(float[] gradient) {
    for (Slot slot : slots) {
      Arrays.fill(gradient, slot.offset(), slot.offset() + slot.size(), 0);
    }
  }

  /** Writes the values that were taken. */
  public void put(float[] theta) {
    int at = 0;
    for (Slot slot : slots) {
      System.arraycopy(values, at, theta, slot.offset(), slot.size());
      at += slot.size();
    }
  }
}

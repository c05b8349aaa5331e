package dev.millrace.models.runtime;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each trainable parameter lies in one flat float vector: sorted by name, row-major. */
public final class ParameterLayout {

  private final List<Slot> slots;
  private final int size;

  /**
   * One parameter.
   *
   * @param name name of the head's input
   * @param shape dimensions, all fixed
   * @param offset index of its first number in the flat vector
   * @param size how many numbers it has
   */
  public record Slot(String name, List<Long> shape, int offset, int size) {
    public Slot {
      shape = List.copyOf(shape);
    }

    public long[] dims() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private ParameterLayout(List<Slot> slots, int size) {
    this.slots = List.copyOf(slots);
    this.size = size;
  }

  /**
   * The layout of these parameters.
   *
   * @throws ShapeMismatch where one isn't float32 of fixed shape, or a name comes twice
   */
  public static ParameterLayout of(Collection<TensorSpec> parameters) {
    List<TensorSpec> sorted = new ArrayList<>(parameters);
    sorted.sort(Comparator.comparing(TensorSpec::name));
    List<Slot> slots = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int offset = 0;
    for (TensorSpec spec : sorted) {
      if (spec.type() != ElementType.FLOAT32 || !spec.ranked() || spec.elements() < 0) {
        throw new ShapeMismatch("a parameter must be float32 of a fixed shape, not " + spec);
      }
      if (!names.add(spec.name())) {
        throw new ShapeMismatch("parameter '" + spec.name() + "' comes twice");
      }
      int size = Math.toIntExact(spec.elements());
      slots.add(new Slot(spec.name(), Arrays.stream(spec.shape()).boxed().toList(), offset, size));
      offset = Math.addExact(offset, size);
    }
    return new ParameterLayout(slots, offset);
  }

  /** Parameters in the order of the vector: sorted by name. */
  public List<Slot> slots() {
    return slots;
  }

  /** Numbers in the flat vector. */
  public int size() {
    return size;
  }

  public List<String> names() {
    return slots.stream().map(Slot::name).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParameterLayout that && slots.equals(that.slots);
  }

  @Override
  public int hashCode() {
    return slots.hashCode();
  }

  /** For example {@code head.bias [4], head.weight [384, 4]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Slot slot : slots) {
      text.append(text.isEmpty() ? "" : ", ").append(slot.name()).append(' ').append(slot.shape());
    }
    return text.toString();
  }
}

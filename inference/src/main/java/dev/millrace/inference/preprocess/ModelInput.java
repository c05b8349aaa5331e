package dev.millrace.inference.preprocess;

import dev.millrace.models.runtime.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One event, ready for the model. */
public sealed interface ModelInput {

  /** Names its form: events of the same form can share a run of the model. */
  String shape();

  /**
   * What one run takes.
   *
   * @param tensors tensors by input name, with a first dimension of 1 for the event
   * @param geometry where the picture lies on the canvas; null for events that are no pictures
   */
  record Tensors(Map<String, Tensor> tensors, @Nullable Geometry geometry) implements ModelInput {
    public Tensors {
      tensors = Map.copyOf(tensors);
    }

    @Override
    public String shape() {
      return new TreeMap<>(tensors)
          .values().stream().map(Tensor::toString).collect(Collectors.joining());
    }
  }

  /** A picture for a model that takes it in several steps. */
  record Picture(Pixels pixels) implements ModelInput {

    /** The steps bring each picture to sizes of their own. */
    @Override
    public String shape() {
      return "";
    }
  }
}

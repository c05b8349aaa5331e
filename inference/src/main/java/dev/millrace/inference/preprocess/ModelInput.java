package dev.millrace.inference.preprocess;

import dev.millrace.models.runtime.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event, ready for the model. */
public sealed interface ModelInput {

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
  }

  /** A picture for a model that takes it in several steps. */
  record Picture(Pixels pixels) implements ModelInput {}
}

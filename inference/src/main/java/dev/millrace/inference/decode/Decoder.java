package dev.millrace.inference.decode;

import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.models.runtime.ShapeMismatch;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns one event's model outputs into the {@code output} of its prediction. Thread-safe. */
public interface Decoder {

  /**
   * Decodes one event.
   *
   * @param outputs output arrays in the bundle's order, each without its batch dimension
   * @param geometry how the picture lies on the model's canvas; null for events without one
   * @return one of the records that {@code Prediction.output} holds
   * @throws ShapeMismatch if the outputs aren't what the decoder is for
   */
  SpecificRecord decode(List<float[]> outputs, @Nullable Geometry geometry);
}

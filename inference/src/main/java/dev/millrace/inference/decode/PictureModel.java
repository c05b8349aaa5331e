package dev.millrace.inference.decode;

import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.Tensor;
import java.util.List;
import java.util.Map;

/** A model with one picture in and one array out. Must be callable from several threads. */
@FunctionalInterface
public interface PictureModel {

  /**
   * Runs the model once.
   *
   * @param chw values {@code [1, 3, height, width]}, row-major
   * @return the first output, row-major
   */
  float[] run(float[] chw, int height, int width);

  /** The first input and the first output of an ONNX model, which stays the caller's to close. */
  static PictureModel of(OrtModel model) {
    String input = model.inputs().get(0).name();
    String output = model.outputs().get(0).name();
    return (chw, height, width) -> {
      Tensor picture = Tensor.floats(chw, 1, 3, height, width);
      return model.run(Map.of(input, picture), List.of(output)).get(output).floats();
    };
  }
}

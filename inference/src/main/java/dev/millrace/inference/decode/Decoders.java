package dev.millrace.inference.decode;

import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.DecodeSpec.Classes;
import dev.millrace.schemas.task.DecodeSpec.Regression;
import dev.millrace.schemas.task.DecodeSpec.Vector;
import dev.millrace.schemas.task.DecodeSpec.Yolox;
import java.util.List;
import java.util.Map;

/**
 * The decoder for each decode specification. Text lines are not among them: reading is two models
 * with work between them, see {@link TextReader}.
 */
public final class Decoders {

  /** Makes a decoder. */
  private interface Factory {
    Decoder of(DecodeSpec spec, List<String> classes, InputSpec input);
  }

  private static final Map<Class<? extends DecodeSpec>, Factory> TABLE =
      Map.of(
          Classes.class, (spec, classes, input) -> new ClassDecoder(classes),
          Regression.class,
              (spec, classes, input) -> new RegressionDecoder(((Regression) spec).names()),
          Vector.class, (spec, classes, input) -> new VectorDecoder(),
          Yolox.class, (spec, classes, input) -> yolox((Yolox) spec, classes, input));

  private Decoders() {}

  /**
   * The decoder for a task.
   *
   * @param classes class names in the order of the model's outputs; empty where there are none
   * @param input the bundle's input
   * @throws IllegalArgumentException for text lines, and where class names or a picture are missing
   */
  public static Decoder of(DecodeSpec spec, List<String> classes, InputSpec input) {
    Factory factory = TABLE.get(spec.getClass());
    if (factory == null) {
      throw new IllegalArgumentException(
          "%s is decoded between two models, by TextReader"
              .formatted(spec.getClass().getSimpleName()));
    }
    return factory.of(spec, classes, input);
  }

  private static Decoder yolox(Yolox spec, List<String> classes, InputSpec input) {
    if (!(input instanceof ImageInput image) || image.width() < 1 || image.height() < 1) {
      throw new IllegalArgumentException(
          "YOLOX needs an image input with a fixed width and height, not " + input);
    }
    return new YoloxDecoder(spec, classes, image.width(), image.height());
  }
}

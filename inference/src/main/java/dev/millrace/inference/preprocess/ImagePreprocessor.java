package dev.millrace.inference.preprocess;

import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Image frames to one tensor {@code [1, 3, height, width]} and the way back to their pixels. */
final class ImagePreprocessor implements Preprocessor {

  private final String name;
  private final PicturePreprocessor pictures;
  private final Letterbox letterbox;

  ImagePreprocessor(ImageInput input, ImageLimits limits) {
    this.name = input.name();
    this.pictures = new PicturePreprocessor(limits);
    this.letterbox = new Letterbox(input);
  }

  @Override
  public Outcome<ModelInput> prepare(SpecificRecord event) {
    return pictures.pixels(event).then(pixels -> Outcome.prepared(input(pixels)));
  }

  private ModelInput input(Pixels pixels) {
    Letterbox.Placed placed = letterbox.place(pixels);
    Tensor tensor = Tensor.floats(placed.chw(), 1, 3, placed.height(), placed.width());
    return new ModelInput.Tensors(Map.of(name, tensor), placed.geometry());
  }
}

package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.decode.Decoder;
import dev.millrace.inference.decode.Decoders;
import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.Preprocessor;
import dev.millrace.inference.preprocess.Preprocessors;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.DecodeSpec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A user's own detector, from encoded bytes to boxes. */
public final class YoloxNano implements AutoCloseable {

  /** Least score of a box. */
  public static final double THRESHOLD = 0.3;

  private final OrtModel model;
  private final Preprocessor preprocessor;
  private final Decoder decoder;

  private YoloxNano(OrtModel model, Preprocessor preprocessor, Decoder decoder) {
    this.model = model;
    this.preprocessor = preprocessor;
    this.decoder = decoder;
  }

  /** Where it lies, with pictures and what it finds in them; else the test is skipped. */
  public static Path folder() {
    return TestFiles.folder("onnx-detect-yolox-nano");
  }

  public static YoloxNano load() {
    byte[] onnx = TestFiles.bytes(folder().resolve("yolox_nano.onnx"));
    ImageInput input =
        new ImageInput(
            "images",
            416,
            416,
            Fit.TOP_LEFT,
            114,
            ChannelOrder.BGR,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    DecodeSpec spec = new DecodeSpec.Yolox(List.of(8, 16, 32), THRESHOLD, 0.45, 300);
    return new YoloxNano(
        OrtModel.load(onnx, SessionSettings.DEFAULT),
        Preprocessors.of(input, null),
        Decoders.of(spec, TestFiles.lines(folder().resolve("coco_classes.txt")), input));
  }

  public List<DetectedBox> detect(Path file) {
    ByteBuffer data = ByteBuffer.wrap(TestFiles.bytes(file));
    ImageFrame frame =
        new ImageFrame("id", "camera", "feed", 0L, 0L, Map.of(), "jpeg", 1, 1, data, null);
    Outcome<ModelInput> outcome = preprocessor.prepare(frame);
    assertThat(outcome).as(file.toString()).isInstanceOf(Outcome.Prepared.class);
    var input = (ModelInput.Tensors) ((Outcome.Prepared<ModelInput>) outcome).value();
    float[] rows = model.run(input.tensors(), List.of("output")).get("output").floats();
    return ((Detections) decoder.decode(List.of(rows), input.geometry())).getBoxes();
  }

  @Override
  public void close() {
    model.close();
    preprocessor.close();
  }
}

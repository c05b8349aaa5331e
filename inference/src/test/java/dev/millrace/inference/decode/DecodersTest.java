package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.Values;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.DecodeSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodersTest {

  private static final SensorInput SENSOR = new SensorInput("x", true);
  private static final DecodeSpec YOLOX = new DecodeSpec.Yolox(List.of(8, 16), 0.3, 0.45, 10);
  private static final ImageInput IMAGE =
      new ImageInput(
          "x", 16, 16, Fit.TOP_LEFT, 0, ChannelOrder.BGR, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  @Test
  void highestProbabilityNamesTheClassAndTheFirstOfEqualsWins() {
    Decoder decoder = Decoders.of(new DecodeSpec.Classes(), List.of("ham", "spam"), SENSOR);
    assertThat(decoder.decode(List.of(new float[] {0.2f, 0.8f}), null))
        .isEqualTo(new Classification("spam", 0.8f, List.of(0.2f, 0.8f)));
    assertThat(decoder.decode(List.of(new float[] {0.5f, 0.5f}), null))
        .isEqualTo(new Classification("ham", 0.5f, List.of(0.5f, 0.5f)));
    assertThatThrownBy(() -> decoder.decode(List.of(new float[3]), null))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageContaining("3 probabilities for 2 classes");
  }

  @Test
  void valuesKeepTheirNames() {
    Decoder decoder = Decoders.of(new DecodeSpec.Regression(List.of("cpu")), List.of(), SENSOR);
    assertThat(decoder.decode(List.of(new float[] {0.5f}), null))
        .isEqualTo(new Values(List.of("cpu"), List.of(0.5)));
    assertThatThrownBy(() -> decoder.decode(List.of(new float[2]), null))
        .isInstanceOf(ShapeMismatch.class);
  }

  @Test
  void vectorIsTheOutputItself() {
    Decoder decoder = Decoders.of(new DecodeSpec.Vector(), List.of(), SENSOR);
    assertThat(decoder.decode(List.of(new float[] {1, 2}), null))
        .isEqualTo(new Embedding(List.of(1f, 2f)));
  }

  @Test
  void yoloxRowIsPlacedByItsCellAndStride() {
    Decoder decoder = Decoders.of(YOLOX, List.of("a", "b"), IMAGE);
    // Rows: 2 x 2 cells of stride 8, then one of stride 16; seven numbers each.
    float[] rows = new float[5 * 7];
    set(rows, 3, 0.25f, 0.5f, 0, 0, 0.9f, 0.1f, 0.8f);
    set(rows, 4, 0.5f, 0.5f, (float) Math.log(2), 0, 0.5f, 0.59f, 0.1f); // score 0.295
    Geometry half = new Geometry(32, 30, 0.5, 0.5, 0, 0);
    List<DetectedBox> boxes = ((Detections) decoder.decode(List.of(rows), half)).getBoxes();
    assertThat(boxes).hasSize(1);
    DetectedBox box = boxes.get(0);
    assertThat(box.getLabel()).isEqualTo("b");
    assertThat(box.getScore()).isCloseTo(0.72f, within(1e-6f));
    // Centre (1.25, 1.5) x 8, size 8: from 6 to 14 and 8 to 16, twice that, cut at 30 below.
    assertThat(box.getX1()).isEqualTo(12f);
    assertThat(box.getX2()).isEqualTo(28f);
    assertThat(box.getY1()).isEqualTo(16f);
    assertThat(box.getY2()).isEqualTo(30f);
  }

  @Test
  void yoloxOfAnotherShapeAndWrongSpecsAreNamed() {
    Decoder decoder = Decoders.of(YOLOX, List.of("a", "b"), IMAGE);
    Geometry whole = new Geometry(16, 16, 1, 1, 0, 0);
    assertThatThrownBy(() -> decoder.decode(List.of(new float[34]), whole))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageContaining("need 5 x 7");
    assertThatThrownBy(() -> Decoders.of(YOLOX, List.of("a"), SENSOR))
        .hasMessageContaining("image input");
    assertThatThrownBy(() -> Decoders.of(YOLOX, List.of(), IMAGE))
        .hasMessageContaining("class names");
    DecodeSpec lines = new DecodeSpec.TextLines(0.3, 0.6, 1.6, 0.5, 10);
    assertThatThrownBy(() -> Decoders.of(lines, List.of(), IMAGE))
        .hasMessageContaining("TextReader");
  }

  private static void set(float[] rows, int row, float... values) {
    System.arraycopy(values, 0, rows, row * values.length, values.length);
  }
}

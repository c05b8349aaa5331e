package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.TestFiles;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreprocessorsTest {

  private static final TextMessage TEXT =
      new TextMessage("id", "source", "feed", 0L, 0L, Map.of(), "hello world", null);
  private static final TextInput TEXT_INPUT = new TextInput("ids", "mask", "", 16);

  @Test
  void textBecomesOneRowAnInputThatTheModelHas() {
    byte[] tokenizer = TestFiles.resource("/all-minilm-l6-v2-q-tokenizer.json");
    try (Preprocessor text = Preprocessors.of(TEXT_INPUT, tokenizer)) {
      ModelInput.Tensors input = tensors(text.prepare(TEXT));
      assertThat(input.tensors())
          .containsOnly(
              Map.entry("ids", Tensor.longs(new long[] {101, 7592, 2088, 102}, 1, 4)),
              Map.entry("mask", Tensor.longs(new long[] {1, 1, 1, 1}, 1, 4)));
      assertThat(input.geometry()).isNull();
    }
  }

  @Test
  void pictureBecomesATensorWithItsWayBackAndStaysReadable() {
    ImageFrame frame = frame(TestPictures.encode(TestPictures.quarters(64, 32), "png"));
    List<Float> zeros = List.of(0f, 0f, 0f);
    ImageInput input =
        new ImageInput(
            "images", 16, 16, Fit.TOP_LEFT, 114, ChannelOrder.RGB, zeros, List.of(1f, 1f, 1f));
    try (Preprocessor image = Preprocessors.of(input, null)) {
      for (int i = 0; i < 2; i++) {
        ModelInput.Tensors prepared = tensors(image.prepare(frame));
        assertThat(prepared.tensors().get("images").shape()).containsExactly(1, 3, 16, 16);
        assertThat(prepared.geometry()).isEqualTo(new Geometry(64, 32, 0.25, 0.25, 0, 0));
      }
    }
  }

  @Test
  void readingTakesThePictureItself() {
    try (Preprocessor reading = Preprocessors.of(new ReadingInput(), null)) {
      ImageFrame frame = frame(TestPictures.encode(TestPictures.quarters(64, 32), "png"));
      assertThat(reading.prepare(frame))
          .isInstanceOfSatisfying(
              Outcome.Prepared.class,
              prepared -> assertThat(prepared.value()).isInstanceOf(ModelInput.Picture.class));
    }
  }

  @Test
  void anotherKindOfEventAndAClaimCheckAreRejected() {
    try (Preprocessor reading = Preprocessors.of(new ReadingInput(), null)) {
      assertThat(reading.prepare(TEXT))
          .isEqualTo(
              new Outcome.Rejected<ModelInput>(
                  Outcome.Cause.WRONG_EVENT,
                  "the model takes ImageFrame, the event is a TextMessage;"
                      + " give the task a feed of the right kind"));
      ImageFrame claim =
          new ImageFrame("id", "camera", "feed", 0L, 0L, Map.of(), "png", 1, 1, null, "s3://x");
      assertThat(((Outcome.Rejected<ModelInput>) reading.prepare(claim)).reason())
          .contains("s3://x");
    }
  }

  @Test
  void textWithoutTokenizerAndSensorInputAreNamed() {
    assertThatThrownBy(() -> Preprocessors.of(TEXT_INPUT, null)).hasMessageContaining("tokenizer");
    assertThatThrownBy(() -> Preprocessors.of(new SensorInput("x", true), null))
        .hasMessageContaining("SensorWindows");
  }

  private static ImageFrame frame(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    return new ImageFrame("id", "camera", "feed", 0L, 0L, Map.of(), "png", 64, 32, data, null);
  }

  private static ModelInput.Tensors tensors(Outcome<ModelInput> outcome) {
    return (ModelInput.Tensors) ((Outcome.Prepared<ModelInput>) outcome).value();
  }
}

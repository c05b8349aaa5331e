package dev.millrace.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.BundleManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInBundlesTest {

  @TempDir Path folder;

  @Test
  void sentenceEmbeddingIsTheUnitMeanOfTheTokensThatTheMaskKeeps() {
    ModelBundle bundle = bundle(Tasks.sms(""));
    OnnxGraph model =
        GraphBuilder.from(bundle.graph(BundleManifest.MODEL))
            .output(TensorSpec.float32("last_hidden_state", -1, -1, 384))
            .build();
    Map<String, Tensor> text =
        Map.of(
            "input_ids", Tensor.longs(new long[] {101, 2489, 3309, 102, 0}, 1, 5),
            "attention_mask", Tensor.longs(new long[] {1, 1, 1, 1, 0}, 1, 5),
            "token_type_ids", Tensor.longs(new long[5], 1, 5));

    try (OrtModel ort = OrtModel.load(model, SessionSettings.DEFAULT)) {
      Map<String, Tensor> out = ort.run(text, List.of("embedding", "last_hidden_state"));
      float[] hidden = out.get("last_hidden_state").floats();
      double[] mean = new double[384];
      double squares = 0;
      for (int d = 0; d < 384; d++) {
        for (int token = 0; token < 4; token++) {
          mean[d] += hidden[token * 384 + d] / 4.0;
        }
        squares += mean[d] * mean[d];
      }
      double length = 0;
      for (int d = 0; d < 384; d++) {
        float value = out.get("embedding").floats()[d];
        assertThat(value).isCloseTo((float) (mean[d] / Math.sqrt(squares)), within(1e-6f));
        length += value * value;
      }
      assertThat(length).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void sentenceEmbedderFacesNoBatchMates() {
    BundleManifest manifest = bundle(Tasks.sms("")).manifest();

    assertThat(manifest.batchInvariant()).isFalse();
    assertThat(manifest.bestBatch()).isOne();
    assertThat(manifest.files()).containsKeys("model", "tokenizer");
  }

  @Test
  void textReaderHasADetectorAReaderAndTheCharactersBetweenBlankAndSpace() {
    ModelBundle bundle = BuiltInBundles.load("pp-ocr-v4", Tasks.read(folder, Tasks.sms("")));

    assertThat(bundle.lines(BuiltInBundles.CHARACTERS)).hasSize(6623).contains("A", "0", "é");
    assertThat(bundle.graph(BuiltInBundles.DETECT).inputs().get(0).shape())
        .containsExactly(-1, 3, -1, -1);
    // 6,625 classes: the blank, the characters, the space.
    assertThat(bundle.graph(BuiltInBundles.READ).outputs().get(0).shape()[2]).isEqualTo(6625);
    for (String role : List.of(BuiltInBundles.DETECT, BuiltInBundles.READ)) {
      OrtModel.load(bundle.graph(role), SessionSettings.DEFAULT).close();
    }
  }

  @Test
  void sensorWindowIsLaidOutFlatAndRowsDoNotTouch() {
    ModelBundle bundle = bundle(Tasks.sensor());
    float[] values = new float[3 * 10];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Tensor windows = Tensor.floats(values, 3, 5, 2);

    assertThat(bundle.manifest().batchInvariant()).isTrue();
    try (OrtModel model =
        OrtModel.load(bundle.graph(BundleManifest.MODEL), SessionSettings.DEFAULT)) {
      Tensor all = model.run(Map.of("window", windows), List.of("features")).get("features");
      assertThat(all).isEqualTo(Tensor.floats(values, 3, 10));
      for (int i = 0; i < 3; i++) {
        Tensor one = windows.rows(i, i + 1);
        assertThat(model.run(Map.of("window", one), List.of("features")).get("features"))
            .isEqualTo(all.rows(i, i + 1));
      }
    }
  }

  @Test
  void digestIsTheSameOnEveryLoadAndDependsOnTheWindow() {
    assertThat(bundle(Tasks.sms("")).digest()).isEqualTo(bundle(Tasks.sms("")).digest());
    assertThat(bundle(Tasks.sensor()).digest())
        .isEqualTo(bundle(Tasks.sensor()).digest())
        .isNotEqualTo(bundle(Tasks.sensor().replace("length: 5", "length: 6")).digest());
  }

  @Test
  void unknownBundleIsAnsweredWithTheNamesThereAre() {
    assertThatThrownBy(
            () -> bundle(Tasks.sms("").replace("minilm-l6-v2-int8", "minilm-l6-v3-int8")))
        .hasMessageContaining("minilm-l6-v3-int8")
        .hasMessageContaining("minilm-l6-v2-int8, pp-ocr-v4, sensor-window");
  }

  private ModelBundle bundle(String yaml) {
    return BundleLoader.load(Tasks.read(folder, yaml));
  }
}

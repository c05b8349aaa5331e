package dev.millrace.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.RealFiles;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskModelTest {

  private static final Map<String, Tensor> TEXT =
      Map.of(
          "input_ids", Tensor.longs(new long[] {101, 2489, 3309, 102}, 1, 4),
          "attention_mask", Tensor.longs(new long[] {1, 1, 1, 1}, 1, 4),
          "token_type_ids", Tensor.longs(new long[4], 1, 4));

  @TempDir Path folder;

  @Test
  void textTaskLearnsAHeadOnTheEmbedding() {
    TaskModel model = load(Tasks.sms("train: {head: linear, seed: 42}"));
    LearningModel learning = model.learning().orElseThrow();

    assertThat(model.classNames()).containsExactly("ham", "spam");
    assertThat(learning.features()).containsExactly(TensorSpec.float32("embedding", -1, 384));
    assertThat(learning.layout().names()).containsExactly("head.bias", "head.weight");
    assertThat(learning.layout().size()).isEqualTo(384 * 2 + 2);
    assertThat(learning.score()).isEqualTo("probabilities");
  }

  @Test
  void versionZeroIsAFunctionOfTaskSeedAndBundle() {
    String task = Tasks.sms("train: {head: linear, seed: 42}");
    ParameterPatch zero = load(task).learning().orElseThrow().versionZero();

    assertThat(load(task).learning().orElseThrow().versionZero()).isEqualTo(zero);
    assertThat(load(task.replace("42", "43")).learning().orElseThrow().versionZero())
        .isNotEqualTo(zero);
  }

  @Test
  void exportedTextModelScoresAsBackboneAndHeadDo() {
    LearningModel learning =
        load(Tasks.sms("train: {head: linear, seed: 42}")).learning().orElseThrow();

    assertExportScoresLikeTheParts(learning, TEXT, Map.of());
  }

  @Test
  void exportedRegressionTakesOffsetAndFactorOfItsSource() {
    LearningModel learning = load(Tasks.sensor()).learning().orElseThrow();
    Map<String, Tensor> scaling =
        Map.of(
            "offset", Tensor.floats(new float[] {20}, 1, 1),
            "factor", Tensor.floats(new float[] {3}, 1, 1));
    float[] window = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    assertThat(learning.features()).containsExactly(TensorSpec.float32("features", -1, 10));
    assertExportScoresLikeTheParts(
        learning, Map.of("window", Tensor.floats(window, 1, 5, 2)), scaling);
  }

  @Test
  void freshRegressionPredictsThatNothingChanges() {
    LearningModel learning = load(Tasks.sensor()).learning().orElseThrow();
    try (Head head = Head.load(learning.head(), SessionSettings.DEFAULT)) {
      Map<String, Tensor> inputs =
          Map.of(
              "features", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1, 10),
              "offset", Tensor.floats(new float[] {20}, 1, 1),
              "factor", Tensor.floats(new float[] {3}, 1, 1));
      Tensor values = head.run(inputs, learning.versionZero(), List.of("values")).get("values");
      assertThat(values.floats()).containsExactly(20f);
    }
  }

  @Test
  void cnnThatEndsInLogSoftmaxGivesProbabilitiesOnceItLearns() {
    RealFiles.path("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx");
    LearningModel learning = load(cnn("fc*")).learning().orElseThrow();
    float[] pixels = new float[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 % 101) / 101f;
    }
    Map<String, Tensor> picture = Map.of("input_image", Tensor.floats(pixels, 1, 1, 28, 28));

    assertThat(learning.features()).hasSize(1);
    assertThat(learning.features().get(0).shape()).containsExactly(-1, 320);
    assertThat(learning.layout().names())
        .containsExactly("fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight");
    assertExportScoresLikeTheParts(learning, picture, Map.of());
    OnnxGraph file = RealFiles.graph("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx");
    try (OrtModel whole = OrtModel.load(file, SessionSettings.DEFAULT);
        OrtModel exported =
            OrtModel.load(learning.export(learning.versionZero()), SessionSettings.DEFAULT)) {
      float[] logs = whole.run(picture, List.of("output_probs")).get("output_probs").floats();
      float[] probabilities =
          exported.run(picture, List.of("probabilities")).get("probabilities").floats();
      for (int i = 0; i < 10; i++) {
        assertThat(probabilities[i]).isCloseTo((float) Math.exp(logs[i]), within(1e-6f));
      }
    }
  }

  @Test
  void wrongNumberOfClassesIsAStartUpError() {
    RealFiles.path("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx");

    assertThatThrownBy(() -> load(cnn("fc*").replace("\"9\"", "\"9\", extra")))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("tells 10 classes apart, the task names 11");
  }

  @Test
  void cutWithoutARowForEachEventIsAStartUpError() throws IOException {
    // One mean over all events of a batch: what one event adds to it cannot be told apart.
    OnnxGraph mixing =
        GraphBuilder.named("mixing")
            .input(TensorSpec.int64("input_ids", TensorSpec.DYNAMIC, TensorSpec.DYNAMIC))
            .input(TensorSpec.int64("attention_mask", TensorSpec.DYNAMIC, TensorSpec.DYNAMIC))
            .initializer("w", new float[] {1, 2}, 1, 2)
            .node("Add", List.of("input_ids", "attention_mask"), List.of("sum"))
            .node("Cast", List.of("sum"), List.of("real"), Attributes.integer("to", 1))
            .node("ReduceMean", List.of("real"), List.of("m"), Attributes.integer("keepdims", 0))
            .node("Mul", List.of("m", "w"), List.of("y"))
            .output(TensorSpec.float32("y", 1, 2))
            .build();
    Path file = Files.write(folder.resolve("mixing.onnx"), mixing.toBytes());
    String all =
        """
        task: bert
        feed: {name: f, format: tsv, columns: {text: t}, label: {column: l}}
        classes: [a, b]
        bundle:
          name: bert
          files: {model: %s}
          input: {text: {maxTokens: 50}}
        train: {parameters: "w"}
        """
            .formatted(file);

    assertThatThrownBy(() -> load(all))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("not a row for each event")
        .hasMessageContaining("last layers");
  }

  private static void assertExportScoresLikeTheParts(
      LearningModel learning, Map<String, Tensor> inputs, Map<String, Tensor> scaling) {
    List<String> features = learning.features().stream().map(TensorSpec::name).toList();
    List<String> score = List.of(learning.score());
    Map<String, Tensor> all = new HashMap<>(inputs);
    all.putAll(scaling);
    ParameterPatch patch = VersionZero.seeded(learning.layout(), 7, "any weights but zeros");
    try (OrtModel backbone = OrtModel.load(learning.backbone(), SessionSettings.DEFAULT);
        Head head = Head.load(learning.head(), SessionSettings.DEFAULT);
        OrtModel exported = OrtModel.load(learning.exportModel(patch), SessionSettings.DEFAULT)) {
      Map<String, Tensor> between = new HashMap<>(backbone.run(inputs, features));
      between.putAll(scaling);
      float[] parts = head.run(between, patch, score).get(score.get(0)).floats();
      float[] whole = exported.run(all, score).get(score.get(0)).floats();
      // Values near 20 are 2e-6 apart in float32.
      assertThat(whole).containsExactly(parts, within(1e-5f));
    }
  }

  private static String cnn(String trainable) {
    return """
        task: digits
        feed: {name: f, format: images, files: [a], label: {files: [labels.txt]}}
        classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        bundle:
          name: cnn
          files: {model: %s}
          input: {image: {name: input_image, width: 28, height: 28}}
        train: {parameters: "%s"}
        """
        .formatted(RealFiles.path("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx"), trainable);
  }

  private TaskModel load(String yaml) {
    Task task = Tasks.read(folder, yaml);
    return TaskModel.load(task, BundleLoader.load(task));
  }
}

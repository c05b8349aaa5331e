package dev.millrace.trainer.exports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.exports.Faces.Photograph;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models as their exporters wrote them learn from real data, and from their inputs on. */
final class FineTuningTest {

  /** Target: cycles until the engine fails, at most 125. The last 20 engines are never learned. */
  @Test
  void kerasLstmLearnsHowLongEnginesLast() {
    OnnxGraph model = RealFiles.graph("onnx-compat/keras-lstm-cmapss/lstm_model.onnx");
    List<Batch.Row> learned = new ArrayList<>();
    List<Batch.Row> held = new ArrayList<>();
    try (FineTuning tuning =
        new FineTuning(model, "*", "output_0", LossSpec.MEAN_SQUARED_ERROR, 32)) {
      for (Engines.Window window : Engines.windows(80)) {
        (window.engine() <= 80 ? learned : held)
            .add(tuning.example(Map.of("input_layer", window.values()), window.remaining()));
      }
      double before = tuning.loss(held);
      tuning.learn(learned, adam(tuning, 0.003), 6);
      report("cycles left, mean square", before, tuning.loss(held));
      // Guessing the mean of all windows is off by 41 cycles.
      assertThat(Math.sqrt(tuning.loss(held))).isLessThan(25);
      assertThat(tuning.gradient(learned.subList(0, 32)))
          .containsExactly(tuning.gradient(learned.subList(0, 32)));
    }
  }

  /** Target: which digit the picture shows. Pictures of another kind than the model knows. */
  @Test
  void pytorchCnnLearnsOtherDigits() {
    OnnxGraph model = RealFiles.graph("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx");
    try (FineTuning tuning =
        new FineTuning(model, "*", "output_probs", LossSpec.SOFTMAX_CROSS_ENTROPY, 16)) {
      List<Batch.Row> rows =
          Digits.all().stream()
              .map(d -> tuning.example(Map.of("input_image", d.picture()), d.digit()))
              .toList();
      List<Batch.Row> learned = rows.subList(0, 350);
      List<Batch.Row> held = rows.subList(350, rows.size());
      double before = tuning.loss(held);
      double known = tuning.accuracy(held);
      tuning.learn(learned, adam(tuning, 0.001), 5);
      report("digits", before, tuning.loss(held));
      System.out.printf("accuracy %.3f -> %.3f%n", known, tuning.accuracy(held));
      assertThat(tuning.loss(held)).isLessThan(before / 2);
      assertThat(tuning.accuracy(held)).isGreaterThan(0.9);
    }
  }

  /**
   * Target: the intent of the question, one of 77. All matrices behind the embeddings learn, those
   * of attention too; the last is new and numbered like the exporter's own.
   */
  @Test
  void pytorchTransformerLearnsIntents() {
    Intents intents = new Intents();
    try (FineTuning tuning =
        new FineTuning(
            withClasses(RealFiles.graph("onnx-compat/pytorch-tinybert/tinybert.onnx"), intents),
            "1*",
            "classes",
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            32)) {
      List<Batch.Row> learned = rows(tuning, intents.every(2, 0));
      List<Batch.Row> held = rows(tuning, intents.every(40, 1));
      double before = tuning.loss(held);
      tuning.learn(learned, adam(tuning, 0.003), 15);
      report("intents", before, tuning.loss(held));
      assertThat(tuning.loss(held)).isLessThan(before * 0.7);
      // By chance one of 77 is right.
      assertThat(tuning.accuracy(held)).isGreaterThan(0.2);
    }
  }

  private static List<Batch.Row> rows(FineTuning tuning, List<Intents.Question> questions) {
    return questions.stream().map(q -> tuning.example(q.inputs(), q.intent())).toList();
  }

  /** A fixed length of the questions, and one more layer behind the pooled output. */
  static OnnxGraph withClasses(OnnxGraph model, Intents intents) {
    ModelProto.Builder fixed = model.proto().toBuilder();
    fixed
        .getGraphBuilder()
        .getInputBuilderList()
        .forEach(
            input ->
                input
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .getDimBuilder(1)
                    .setDimValue(Intents.TOKENS));
    long width = model.output("output_1").orElseThrow().shape()[1];
    float[] weights = new float[Math.toIntExact(width) * intents.count()];
    SplittableRandom random = new SplittableRandom(20261125);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return GraphBuilder.from(OnnxGraph.of(fixed.build()))
        .initializer("195", weights, width, intents.count())
        .node("MatMul", List.of("output_1", "195"), List.of("scores"))
        .node("Softmax", List.of("scores"), List.of("classes"), Attributes.integer("axis", 1))
        .withoutOutputs()
        .output(TensorSpec.float32("classes", TensorSpec.DYNAMIC, intents.count()))
        .build();
  }

  /**
   * Target: for each of the 4,420 boxes whether it covers a face, where a face is what the whole
   * detector found. The layers that tell faces apart start from weights of half their size with
   * noise, so that they find none.
   */
  @Test
  void faceDetectorLearnsItsLastLayersAgain() {
    OnnxGraph model = RealFiles.graph("onnx-detect-face-rfb/version-RFB-320.onnx");
    List<Photograph> photographs = Faces.all();
    try (FineTuning tuning =
            new FineTuning(
                inOneRow(model),
                "classification_headers.*",
                "flat",
                LossSpec.MEAN_SQUARED_ERROR,
                1);
        OrtModel detector = OrtModel.load(model, SessionSettings.DEFAULT)) {
      List<Batch.Row> rows = new ArrayList<>();
      for (Photograph photograph : photographs) {
        Map<String, Tensor> input = Map.of("input", photograph.pixels());
        float[] boxes = detector.run(input, List.of("boxes")).get("boxes").floats();
        rows.add(tuning.example(input, target(photograph, boxes)));
      }
      SplittableRandom random = new SplittableRandom(20261125);
      for (int i = 0; i < tuning.theta().length; i++) {
        tuning.theta()[i] = tuning.theta()[i] / 2 + (float) random.nextDouble(-0.1, 0.1);
      }
      double before = tuning.loss(rows);
      tuning.learn(rows, adam(tuning, 0.002), 15);
      report("faces", before, tuning.loss(rows));
      assertThat(tuning.loss(rows)).isLessThan(before / 3);
    }
  }

  /** Background and face of every box, one after the other. */
  private static double[] target(Photograph photograph, float[] boxes) {
    double[] target = new double[boxes.length / 2];
    for (int i = 0; i < target.length / 2; i++) {
      double face = photograph.shows(boxes, 4 * i) ? 1 : 0;
      target[2 * i] = 1 - face;
      target[2 * i + 1] = face;
    }
    return target;
  }

  private static OnnxGraph inOneRow(OnnxGraph model) {
    long[] shape = model.output("scores").orElseThrow().shape();
    return GraphBuilder.from(model)
        .initializer("one_row", new long[] {1, shape[1] * shape[2]}, 2)
        .node("Reshape", List.of("scores", "one_row"), List.of("flat"))
        .withoutOutputs()
        .output(TensorSpec.float32("flat", 1, shape[1] * shape[2]))
        .build();
  }

  private static Optimizer adam(FineTuning tuning, double rate) {
    return Optimizers.of(OptimizerSpec.adam(rate), tuning.theta().length);
  }

  private static void report(String what, double before, double after) {
    System.out.printf("%s: loss %.4f -> %.4f%n", what, before, after);
  }
}

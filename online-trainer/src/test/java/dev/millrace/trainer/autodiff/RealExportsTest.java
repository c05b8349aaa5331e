package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files of many exporters, cut as deep as they can be: the gradient by each weight agrees with the
 * difference along it. Of four steps the best one counts: a large one crosses kinks of Relu and
 * MaxPool, a small one drowns in the rounding of float32.
 */
final class RealExportsTest {

  private static final double[] STEPS = {1e-2, 1e-3, 1e-4, 1e-5};

  /** Below this part of the largest gradient of the model a difference shows rounding only. */
  private static final double MEASURABLE = 1e-5;

  /** Weights measured of one file, evenly over its depth: each costs eight runs. */
  private static final int MOST = 30;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # file, below the data's folder | inputs | weights | tolerance
          onnx-compat/tribuo-iris-lr/iris-lr-model.onnx | input f 3 4 | * | 0.01
          onnx-compat/tf2onnx-mnist-softmax/mnist_softmax.onnx | Placeholder:0 f 2 784 | * | 0.01
          onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx | input_image f 2 1 28 28 | * | 0.01
          onnx-compat/cntk-mnist/mnist.onnx | Input3 f 1 1 28 28 | * | 0.01
          onnx-compat/keras-lstm-cmapss/lstm_model.onnx | input_layer f 2 30 17 | * | 0.01
          onnx-compat/pytorch-tinybert/tinybert.onnx | input_ids i 2 6, attention_mask i 2 6, \
          token_type_ids i 2 6 | * | 0.01
          onnx-compat/pytorch-dummy-transformer/dummy_transformer.onnx | input_ids i 2 6, \
          attention_mask i 2 6, token_type_ids i 2 6 | transformer* | 0.01
          onnx-detect-face-rfb/version-RFB-320_without_postprocessing.onnx | input f 1 3 240 320 \
          | * | 0.05
          onnx-detect-fastestdet/FastestDet.onnx | input.1 f 1 3 352 352 | onnx::Conv* | 0.2
          onnx-detect-yolox-nano/yolox_nano.onnx | images f 1 3 416 416 | head.* | 0.01
          onnx-detect-nanodet-416/object_detection_nanodet_2022nov.onnx | input.1 f 1 3 416 416 \
          | 1??? | 0.05
          """)
  void everyWeightHasTheGradientThatDifferencesGive(
      String file, String inputs, String trained, double tolerance) {
    GraphCut.Cut cut = GraphCut.cut(graph(file), trained);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Tensor> features = features(cut, inputs, random);
    Map<String, Tensor> values = new HashMap<>(features);
    for (TensorProto parameter : cut.parameters()) {
      float[] numbers = Constants.floats(parameter);
      values.put(parameter.getName(), Tensor.floats(numbers, Constants.dims(parameter)));
    }
    HeadGraph head = head(cut, features);
    try (GraphGradient graph = new GraphGradient(head)) {
      Tensor score = graph.score(values);
      Tensor weights = Tensor.floats(floats(random, score.size()), score.shape());
      Map<String, Tensor> slopes = graph.gradients(values, weights);
      double largest = slopes.values().stream().mapToDouble(t -> norm(t.floats())).max().orElse(0);
      int measured = 0;
      int every = 1 + head.parameters().size() / MOST;
      for (int i = 0; i < head.parameters().size(); i += every) {
        TensorSpec parameter = head.parameters().get(i);
        float[] slope = slopes.get(parameter.name()).floats();
        if (norm(slope) > MEASURABLE * largest) {
          measured++;
          assertThat(error(graph, values, parameter, slope, weights))
              .as("gradient by " + parameter)
              .isLessThan(tolerance);
        }
      }
      assertThat(measured)
          .as("weights measured")
          .isGreaterThan(head.parameters().size() / every / 2);
    }
  }

  /** Relative difference between a gradient's length and the slope along it. */
  private static double error(
      GraphGradient graph,
      Map<String, Tensor> values,
      TensorSpec parameter,
      float[] slope,
      Tensor weights) {
    Tensor at = values.get(parameter.name());
    double length = norm(slope);
    double best = Double.POSITIVE_INFINITY;
    for (double step : STEPS) {
      double by = step * Math.max(0.1 * Math.sqrt(at.size()), norm(at.floats()));
      double up = sum(graph.score(moved(values, parameter, slope, by / length)), weights);
      double down = sum(graph.score(moved(values, parameter, slope, -by / length)), weights);
      double error = Math.abs((up - down) / (2 * by) - length) / length;
      // Not a number where a variance was moved below zero.
      best = error < best ? error : best;
    }
    return best;
  }

  /** All outputs as one row, so that every parameter has an influence on it. */
  private static HeadGraph head(GraphCut.Cut cut, Map<String, Tensor> features) {
    GraphBuilder graph = GraphBuilder.named("fixed");
    cut.head().opsets().forEach(graph::operatorSet);
    List<TensorSpec> specs = new ArrayList<>();
    for (TensorSpec input : cut.head().inputs()) {
      Tensor tensor = features.get(input.name());
      TensorSpec spec =
          tensor == null ? input : new TensorSpec(input.name(), tensor.type(), tensor.shape());
      graph.input(spec);
      if (tensor != null) {
        specs.add(spec);
      }
    }
    cut.head().initializers().values().forEach(graph::initializer);
    cut.head().nodes().forEach(graph::node);
    List<String> rows = new ArrayList<>();
    for (TensorSpec output : cut.head().outputs()) {
      String row = "row of " + output.name();
      graph.node("Flatten", List.of(output.name()), List.of(row), Attributes.integer("axis", 0));
      rows.add(row);
    }
    graph.node("Concat", rows, List.of("all outputs"), Attributes.integer("axis", 1));
    graph.output(TensorSpec.float32("all outputs", 1, TensorSpec.DYNAMIC));
    OnnxGraph built =
        graph.build(
            Math.toIntExact(cut.head().opset().orElseThrow()),
            Math.toIntExact(cut.head().irVersion()));
    List<TensorSpec> parameters = cut.parameters().stream().map(Constants::spec).toList();
    return new HeadGraph(built, specs, parameters, "all outputs");
  }

  /** What the backbone gives for random inputs. */
  private static Map<String, Tensor> features(
      GraphCut.Cut cut, String inputs, SplittableRandom random) {
    Map<String, Tensor> given = new HashMap<>();
    // Each input as its name, f or i for its kind, and its dimensions.
    for (String input : inputs.split(", ", -1)) {
      String[] words = input.split(" ", -1);
      long[] dims = new long[words.length - 2];
      int size = 1;
      for (int i = 0; i < dims.length; i++) {
        dims[i] = Long.parseLong(words[i + 2]);
        size *= (int) dims[i];
      }
      if (words[1].equals("f")) {
        given.put(words[0], Tensor.floats(floats(random, size), dims));
      } else {
        long[] ones = new long[size];
        Arrays.fill(ones, 1);
        given.put(words[0], Tensor.longs(ones, dims));
      }
    }
    try (OrtModel backbone = OrtModel.load(cut.backbone(), SessionSettings.DEFAULT)) {
      return backbone.run(given, cut.features().stream().map(TensorSpec::name).toList());
    }
  }

  private static Map<String, Tensor> moved(
      Map<String, Tensor> values, TensorSpec parameter, float[] direction, double by) {
    Map<String, Tensor> moved = new HashMap<>(values);
    Tensor at = values.get(parameter.name());
    float[] numbers = at.floats().clone();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += (float) (by * direction[i]);
    }
    moved.put(parameter.name(), Tensor.floats(numbers, at.shape()));
    return moved;
  }

  private static double sum(Tensor score, Tensor weights) {
    double sum = 0;
    for (int i = 0; i < score.size(); i++) {
      sum += (double) score.floats()[i] * weights.floats()[i];
    }
    return sum;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static OnnxGraph graph(String relative) {
    Path root = Path.of(System.getProperty("millrace.testData", "../../shared/data"));
    Path file = root.resolve(relative);
    assumeTrue(Files.exists(file), "real data absent, set -Dmillrace.testData: " + file);
    try {
      return OnnxGraph.read(Files.readAllBytes(file), ModelLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

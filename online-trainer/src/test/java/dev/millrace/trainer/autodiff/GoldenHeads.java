package dev.millrace.trainer.autodiff;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.Golden;
import java.util.ArrayList;
import java.util.List;

/** The heads of {@code make_golden.py} as ONNX graphs. */
final class GoldenHeads {

  static final int WIDTH = 5;
  static final int HIDDEN = 4;
  static final int OUTPUTS = 3;

  private static final TensorSpec X = TensorSpec.float32("x", TensorSpec.DYNAMIC, WIDTH);

  private GoldenHeads() {}

  static HeadGraph of(String name) {
    return switch (name) {
      case "linear_softmax" -> {
        GraphBuilder graph = start();
        linear(graph, "y");
        yield softmax(graph, layer("1", WIDTH, OUTPUTS));
      }
      case "relu_softmax" -> softmax(hidden("Relu"), twoLayers());
      case "tanh_softmax" -> softmax(hidden("Tanh"), twoLayers());
      case "gemm_softmax" -> gemm();
      case "relu_regression" -> regression(hidden("Relu"), twoLayers());
      case "scaled_regression" -> scaled();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static GraphBuilder start() {
    return GraphBuilder.named("head").input(X);
  }

  private static void linear(GraphBuilder graph, String result) {
    graph
        .node("MatMul", List.of("x", "w1"), List.of("xw"))
        .node("Add", List.of("xw", "b1"), List.of(result));
  }

  private static GraphBuilder hidden(String activation) {
    GraphBuilder graph = start();
    linear(graph, "h");
    return graph
        .node(activation, List.of("h"), List.of("a"))
        .node("MatMul", List.of("a", "w2"), List.of("aw"))
        .node("Add", List.of("aw", "b2"), List.of("y"));
  }

  private static HeadGraph gemm() {
    GraphBuilder graph = start();
    var transposed = Attributes.integer("transB", 1);
    graph
        .node("Gemm", List.of("x", "w1", "b1"), List.of("h"), transposed)
        .node("Relu", List.of("h"), List.of("a"))
        .node("Gemm", List.of("a", "w2", "b2"), List.of("y"), transposed);
    List<TensorSpec> parameters = new ArrayList<>();
    parameters.add(TensorSpec.float32("b1", HIDDEN));
    parameters.add(TensorSpec.float32("b2", OUTPUTS));
    parameters.add(TensorSpec.float32("w1", HIDDEN, WIDTH));
    parameters.add(TensorSpec.float32("w2", OUTPUTS, HIDDEN));
    return softmax(graph, parameters);
  }

  private static HeadGraph scaled() {
    GraphBuilder graph = start();
    linear(graph, "h");
    graph
        .node("Mul", List.of("h", "g"), List.of("hg"))
        .node("Sub", List.of("hg", "b1"), List.of("hgb"))
        .node("Sigmoid", List.of("hgb"), List.of("s"))
        .node("Mul", List.of("s", "g"), List.of("y"));
    List<TensorSpec> parameters = new ArrayList<>();
    parameters.add(TensorSpec.float32("b1", OUTPUTS));
    parameters.add(TensorSpec.float32("g", OUTPUTS));
    parameters.add(TensorSpec.float32("w1", WIDTH, OUTPUTS));
    return regression(graph, parameters);
  }

  private static List<TensorSpec> twoLayers() {
    return List.of(
        TensorSpec.float32("b1", HIDDEN),
        TensorSpec.float32("b2", OUTPUTS),
        TensorSpec.float32("w1", WIDTH, HIDDEN),
        TensorSpec.float32("w2", HIDDEN, OUTPUTS));
  }

  private static List<TensorSpec> layer(String suffix, long in, long out) {
    return List.of(
        TensorSpec.float32("b" + suffix, out), TensorSpec.float32("w" + suffix, in, out));
  }

  private static HeadGraph softmax(GraphBuilder graph, List<TensorSpec> parameters) {
    graph.node("Softmax", List.of("y"), List.of("p"), Attributes.integer("axis", 1));
    return head(graph, parameters, "p");
  }

  private static HeadGraph regression(GraphBuilder graph, List<TensorSpec> parameters) {
    return head(graph, parameters, "y");
  }

  private static HeadGraph head(GraphBuilder graph, List<TensorSpec> parameters, String score) {
    parameters.forEach(graph::input);
    graph.output(TensorSpec.float32(score, TensorSpec.DYNAMIC, OUTPUTS));
    return new HeadGraph(graph.build(), List.of(X), parameters, score);
  }

  static float[] theta(JsonNode golden) {
    List<Float> all = new ArrayList<>();
    // make_golden.py writes the parameters sorted by name, as ParameterLayout has them.
    for (JsonNode parameter : golden.get("parameters")) {
      for (float value : Golden.floats(parameter)) {
        all.add(value);
      }
    }
    float[] theta = new float[all.size()];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = all.get(i);
    }
    return theta;
  }

  static Batch batch(JsonNode golden) {
    int rows = golden.get("rows").intValue();
    float[] features = Golden.floats(golden.get("features"));
    JsonNode target = golden.get("target");
    int truths = target.size() / rows;
    List<Batch.Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      float[] x = java.util.Arrays.copyOfRange(features, i * WIDTH, (i + 1) * WIDTH);
      double[] truth = new double[truths];
      for (int j = 0; j < truths; j++) {
        truth[j] = target.get(i * truths + j).doubleValue();
      }
      all.add(new Batch.Row(List.of(x), truth));
    }
    return new Batch(all);
  }
}

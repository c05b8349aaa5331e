package dev.millrace.trainer.loss;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The heads and batches of {@code make_losses.py}. */
final class LossHeads {

  static final int ROWS = 7;
  static final int WIDTH = 5;
  static final int OUTPUTS = 3;
  static final int NOISE = 2;

  private LossHeads() {}

  private static TensorSpec rows(String name, long width) {
    return TensorSpec.float32(name, TensorSpec.DYNAMIC, width);
  }

  /** A linear layer and what makes its scores an answer. */
  static HeadGraph linear(Kind kind) {
    List<TensorSpec> parameters =
        List.of(TensorSpec.float32("b", OUTPUTS), TensorSpec.float32("w", WIDTH, OUTPUTS));
    GraphBuilder graph =
        GraphBuilder.named("head")
            .input(rows("x", WIDTH))
            .node("Gemm", List.of("x", "w", "b"), List.of("y"));
    parameters.forEach(graph::input);
    String score = kind == Kind.REGRESSION ? "y" : "p";
    switch (kind) {
      case SOFTMAX ->
          graph.node("Softmax", List.of("y"), List.of("p"), Attributes.integer("axis", 1));
      case SIGMOID -> graph.node("Sigmoid", List.of("y"), List.of("p"));
      case REGRESSION -> {}
    }
    graph.output(rows(score, OUTPUTS));
    return new HeadGraph(graph.build(), List.of(rows("x", WIDTH)), parameters, score);
  }

  /** A linear generator, and a linear discriminator of what it makes and of real samples. */
  static HeadGraph gan() {
    List<TensorSpec> features = List.of(rows("noise", NOISE), rows("sample", WIDTH));
    List<TensorSpec> parameters =
        List.of(
            TensorSpec.float32("d.b", 1),
            TensorSpec.float32("d.w", WIDTH, 1),
            TensorSpec.float32("g.b", WIDTH),
            TensorSpec.float32("g.w", NOISE, WIDTH));
    GraphBuilder graph = GraphBuilder.named("gan");
    features.forEach(graph::input);
    parameters.forEach(graph::input);
    graph
        .node("Gemm", List.of("noise", "g.w", "g.b"), List.of("made"))
        .node("Gemm", List.of("made", "d.w", "d.b"), List.of("fake.logit"))
        .node("Gemm", List.of("sample", "d.w", "d.b"), List.of("real.logit"))
        .node("Sigmoid", List.of("fake.logit"), List.of("fake"))
        .node("Sigmoid", List.of("real.logit"), List.of("real"))
        .output(rows("real", 1))
        .output(rows("fake", 1));
    return new HeadGraph(graph.build(), features, parameters, "real");
  }

  static float[] theta(JsonNode... parameters) {
    int size = Arrays.stream(parameters).mapToInt(JsonNode::size).sum();
    float[] theta = new float[size];
    int at = 0;
    for (JsonNode parameter : parameters) {
      float[] values = Golden.floats(parameter);
      System.arraycopy(values, 0, theta, at, values.length);
      at += values.length;
    }
    return theta;
  }

  static Batch batch(JsonNode golden) {
    float[] x = Golden.floats(golden.get("x"));
    JsonNode target = golden.get("target");
    int truths = target.size() / ROWS;
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double[] truth = new double[truths];
      for (int j = 0; j < truths; j++) {
        truth[j] = target.get(i * truths + j).doubleValue();
      }
      rows.add(
          new Batch.Row(
              List.of(Arrays.copyOfRange(x, i * WIDTH, (i + 1) * WIDTH)),
              truth,
              golden.get("weights").get(i).doubleValue()));
    }
    return new Batch(rows);
  }

  static Batch ganBatch(JsonNode golden) {
    float[] noise = Golden.floats(golden.get("noise"));
    float[] real = Golden.floats(golden.get("real"));
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          new Batch.Row(
              List.of(
                  Arrays.copyOfRange(noise, i * NOISE, (i + 1) * NOISE),
                  Arrays.copyOfRange(real, i * WIDTH, (i + 1) * WIDTH)),
              new double[] {0}));
    }
    return new Batch(rows);
  }
}

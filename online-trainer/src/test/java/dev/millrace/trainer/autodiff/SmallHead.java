package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A head with the feature {@code x [n, 3, 4]} and the score {@code y [n, k]}, node by node. */
final class SmallHead {

  /** Float32 sums over a step of 1/128, and its square times the third derivative. */
  private static final double DIFFERENCES = 5e-3;

  private static final TensorSpec X = TensorSpec.float32("x", TensorSpec.DYNAMIC, 3, 4);

  private final GraphBuilder graph = GraphBuilder.named("head").input(X);
  private final List<TensorSpec> parameters = new ArrayList<>();

  SmallHead parameter(String name, long... dims) {
    TensorSpec spec = TensorSpec.float32(name, dims);
    graph.input(spec);
    parameters.add(spec);
    return this;
  }

  SmallHead constant(String name, long... values) {
    graph.initializer(name, values, values.length);
    return this;
  }

  /** Inputs and outputs are names with blanks between them. */
  SmallHead node(String operator, String inputs, String outputs, AttributeProto... attributes) {
    List<String> given = inputs.isEmpty() ? List.of() : List.of(inputs.split(" ", -1));
    graph.node(operator, given, List.of(outputs.split(" ", -1)), attributes);
    return this;
  }

  HeadGraph build(int outputs, int opset) {
    graph.output(TensorSpec.float32("y", TensorSpec.DYNAMIC, outputs));
    return new HeadGraph(graph.build(opset, GraphBuilder.IR), List.of(X), parameters, "y");
  }

  static GradientGraph compile(HeadGraph head) {
    return GradientGraph.compile(head, Losses.of(LossSpec.MEAN_SQUARED_ERROR), 2);
  }

  static void assertGradientAgreesWithDifferences(HeadGraph head, int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    List<Batch.Row> batch = new ArrayList<>();
    try (GradientGraph compiled = compile(head)) {
      for (int i = 0; i < rows; i++) {
        double[] truth = random.doubles(compiled.outputs(), -1, 1).toArray();
        batch.add(new Batch.Row(List.of(floats(random, 12)), truth));
      }
      float[] theta = floats(random, compiled.layout().size());
      float[] gradient = new float[theta.length];
      compiled.gradient(theta, new Batch(batch), gradient);
      float[] slopes = new float[theta.length];
      for (int i = 0; i < theta.length; i++) {
        slopes[i] = slope(compiled, theta, i, new Batch(batch));
      }
      assertThat(Golden.distance(gradient, slopes)).isLessThan(DIFFERENCES);
      assertThat(slopes)
          .as("a parameter that does something")
          .isNotEqualTo(new float[slopes.length]);
    }
  }

  private static float slope(GradientGraph compiled, float[] theta, int index, Batch batch) {
    float step = 1f / 128;
    float[] up = theta.clone();
    float[] down = theta.clone();
    up[index] += step;
    down[index] -= step;
    double difference = 0;
    float[] above = compiled.score(up, batch).losses();
    float[] below = compiled.score(down, batch).losses();
    for (int i = 0; i < above.length; i++) {
      difference += (double) above[i] - below[i];
    }
    return (float) (difference / batch.size() / (up[index] - down[index]));
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}

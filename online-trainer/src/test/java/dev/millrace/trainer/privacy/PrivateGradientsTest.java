package dev.millrace.trainer.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.GradientShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PrivateGradientsTest {

  private static final String SECRET = "0123456789abcdef";
  private static final HeadGraph HEAD =
      Heads.attach(
          new HeadSpec(HeadSpec.Kind.SOFTMAX, 4, 3),
          TensorSpec.float32("x", TensorSpec.DYNAMIC, 5),
          17);

  private final GradientGraph graph =
      GradientGraph.compile(HEAD, Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), 1);
  private final float[] theta = numbers(graph.layout().size(), 1);

  @AfterEach
  void close() {
    graph.close();
  }

  private static float[] numbers(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    return values;
  }

  private static Batch batch(int size) {
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      rows.add(new Batch.Row(List.of(numbers(5, 10 + i)), new double[] {i % 3}));
    }
    return new Batch(rows);
  }

  private float[] gradient(double clip, double noise, Batch batch) {
    float[] gradient = new float[theta.length];
    PrivacySpec spec = new PrivacySpec(clip, noise, 1e-5, SECRET);
    PrivateGradients secret = compile(HEAD, LossSpec.SOFTMAX_CROSS_ENTROPY, batch.size(), spec);
    try (GradientGraph compiled = secret.graph()) {
      secret.of(3, theta, batch, gradient);
      assertThat(compiled.layout()).isEqualTo(graph.layout());
    }
    return gradient;
  }

  private static PrivateGradients compile(
      HeadGraph head, LossSpec loss, int batch, PrivacySpec spec) {
    return PrivateGradients.compile(head, MaskedHead.none(head), Losses.of(loss), batch, spec);
  }

  @Test
  void withoutNoiseAndShorteningItIsThePlainGradient() {
    float[] plain = new float[theta.length];
    graph.gradient(theta, batch(6), plain);
    // Tolerance: one run of six against six of one, in float32.
    assertThat(Golden.distance(gradient(1e6, 0, batch(6)), plain)).isLessThan(1e-6);
  }

  @Test
  void noExampleMovesTheSumByMoreThanTheClippingLength() {
    double clip = 0.01;
    for (int i = 0; i < 6; i++) {
      Batch alone = new Batch(List.of(batch(6).rows().get(i)));
      float[] plain = new float[theta.length];
      graph.gradient(theta, alone, plain);
      assertThat(GradientShape.norm(plain)).isGreaterThan(clip);
      assertThat(GradientShape.norm(gradient(clip, 0, alone))).isBetween(0.0099999, 0.0100001);
    }
  }

  @Test
  void noiseIsAddedOnceInTheUnitOfTheClippingLength() {
    float[] clean = gradient(0.5, 0, batch(4));
    float[] noisy = gradient(0.5, 2, batch(4));
    double[] normal = new GaussianNoise(SECRET).standard(3, theta.length);
    float[] expected = new float[theta.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (clean[i] + 0.5 * 2 * normal[i] / 4);
    }
    assertThat(Golden.distance(noisy, expected)).isLessThan(1e-6);
  }

  @Test
  void exampleWithoutAFiniteGradientCountsAsNothing() {
    float huge = 3e38f;
    List<Batch.Row> rows = new ArrayList<>(batch(1).rows());
    rows.add(new Batch.Row(List.of(new float[] {huge, huge, -huge, huge, huge}), new double[] {0}));
    float[] both = gradient(0.5, 1, new Batch(rows));
    float[] single = gradient(0.5, 1, batch(1));
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isEqualTo((float) (single[i] / 2.0), within(1e-6f));
    }
  }

  @Test
  void exampleThatCannotBeRunCountsAsNothingAndTheOthersAsAlways() {
    HeadGraph head = table();
    PrivacySpec spec = new PrivacySpec(0.5, 1, 1e-5, SECRET);
    float[] weights = numbers(6, 1);
    float[] both = new float[6];
    float[] single = new float[6];
    Batch.Row known = new Batch.Row(List.of(new float[] {1}), new double[] {0, 1});
    Batch.Row beyond = new Batch.Row(List.of(new float[] {7}), new double[] {0, 1});
    PrivateGradients secret = compile(head, LossSpec.MEAN_SQUARED_ERROR, 2, spec);
    try (GradientGraph compiled = secret.graph()) {
      var scores = secret.of(3, weights, new Batch(List.of(beyond, known)), both);
      assertThat(scores.failures()).containsOnlyKeys(0);
      assertThat(scores.losses()[0]).isNaN();
      assertThat(scores.losses()[1]).isFinite();
      secret.of(3, weights, new Batch(List.of(known)), single);
      assertThat(compiled.outputs()).isEqualTo(2);
    }
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isEqualTo((float) (single[i] / 2.0), within(1e-6f));
    }
  }

  /** Looks a vector of two numbers up by an id in [0, 3). */
  private static HeadGraph table() {
    TensorSpec id = TensorSpec.float32("id", TensorSpec.DYNAMIC, 1);
    TensorSpec table = TensorSpec.float32("table", 3, 2);
    GraphBuilder graph =
        GraphBuilder.named("table")
            .input(id)
            .input(table)
            .initializer("axis", new long[] {1}, 1)
            .node("Squeeze", List.of("id", "axis"), List.of("flat"))
            .node("Cast", List.of("flat"), List.of("row"), Attributes.integer("to", 7))
            .node("Gather", List.of("table", "row"), List.of("y"))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2));
    return new HeadGraph(graph.build(), List.of(id), List.of(table), "y");
  }
}

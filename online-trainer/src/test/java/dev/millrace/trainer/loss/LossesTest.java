package dev.millrace.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.LossSpec.Labels;
import dev.millrace.schemas.task.LossSpec.Part;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.NoGradient;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LossesTest {

  /** Largest difference from PyTorch as a part of the largest number, in float32. */
  private static final double TOLERANCE = 2e-6;

  private static final List<Double> CLASS_WEIGHTS = List.of(0.5, 2.0, 3.0);

  private static final LossSpec SIGMOID =
      new LossSpec.SigmoidCrossEntropy(Labels.VALUES, List.of());

  private static final LossSpec GAN =
      new LossSpec.Objective(
          List.of(
              new Part("critic of the real", SIGMOID, "real", 1.0, 0.5, "d.*"),
              new Part("critic of the made", SIGMOID, "fake", 0.0, 0.5, "d.*"),
              new Part("forger", SIGMOID, "fake", 1.0, 1, "g.*")));

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("softmax", LossSpec.SOFTMAX_CROSS_ENTROPY),
        Arguments.of("softmax_weights", new LossSpec.SoftmaxCrossEntropy(CLASS_WEIGHTS, 0)),
        Arguments.of("softmax_smoothing", new LossSpec.SoftmaxCrossEntropy(List.of(), 0.2)),
        Arguments.of("softmax_both", new LossSpec.SoftmaxCrossEntropy(CLASS_WEIGHTS, 0.2)),
        Arguments.of("reinforce", new LossSpec.Weighted(LossSpec.SOFTMAX_CROSS_ENTROPY)),
        Arguments.of("sigmoid_classes", new LossSpec.SigmoidCrossEntropy(Labels.CLASS, List.of())),
        Arguments.of("sigmoid_values", SIGMOID),
        Arguments.of(
            "sigmoid_positive",
            new LossSpec.SigmoidCrossEntropy(Labels.VALUES, List.of(1.0, 4.0, 0.5))),
        Arguments.of("squared", LossSpec.MEAN_SQUARED_ERROR),
        Arguments.of("huber", new LossSpec.Huber(1.5)),
        Arguments.of("hinge", new LossSpec.Hinge(0.7)),
        Arguments.of("gan", GAN));
  }

  private static JsonNode golden(String name) {
    return Golden.read("losses.json").get(name);
  }

  private static HeadGraph head(String name, LossSpec spec) {
    return name.equals("gan") ? LossHeads.gan() : LossHeads.linear(spec.head());
  }

  private static float[] theta(JsonNode golden) {
    JsonNode start = golden.get("start");
    return start == null
        ? LossHeads.theta(golden.get("b"), golden.get("w"))
        : LossHeads.theta(start.get("d.b"), start.get("d.w"), start.get("g.b"), start.get("g.w"));
  }

  private static Batch batch(String name) {
    return name.equals("gan") ? LossHeads.ganBatch(golden(name)) : LossHeads.batch(golden(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesAndGradientFollowPyTorch(String name, LossSpec spec) {
    JsonNode golden = golden(name);
    float[] theta = theta(golden);
    float[] gradient = new float[theta.length];
    try (GradientGraph graph =
        GradientGraph.compile(head(name, spec), Losses.of(spec), LossHeads.ROWS)) {
      float[] losses = graph.gradient(theta, batch(name), gradient).losses();
      assertThat(Golden.distance(losses, Golden.floats(golden.get("losses"))))
          .isLessThan(TOLERANCE);
      assertThat(Golden.distance(gradient, Golden.floats(golden.get("gradient"))))
          .isLessThan(TOLERANCE);
      assertThat(graph.score(theta, batch(name)).losses()).isEqualTo(losses);
    }
  }

  /** Not the objective: its gradient is none of one function. Tolerance: float32 differences. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientAgreesWithCentralDifferences(String name, LossSpec spec) {
    if (spec instanceof LossSpec.Objective) {
      return;
    }
    float[] theta = theta(golden(name));
    float[] gradient = new float[theta.length];
    Batch batch = batch(name);
    try (GradientGraph graph =
        GradientGraph.compile(head(name, spec), Losses.of(spec), LossHeads.ROWS)) {
      graph.gradient(theta, batch, gradient);
      for (int i = 0; i < theta.length; i++) {
        assertThat((double) gradient[i]).isCloseTo(slope(graph, theta, i, batch), within(4e-3));
      }
    }
  }

  private static double slope(GradientGraph graph, float[] theta, int index, Batch batch) {
    float[] up = theta.clone();
    float[] down = theta.clone();
    up[index] += 2e-3f;
    down[index] -= 2e-3f;
    return (mean(graph.score(up, batch).losses()) - mean(graph.score(down, batch).losses()))
        / (up[index] - down[index]);
  }

  private static double mean(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum / losses.length;
  }

  @Test
  void everyLossHasACase() {
    Set<Class<?>> tested = new HashSet<>();
    cases().forEach(row -> tested.add(row.get()[1].getClass()));
    assertThat(tested).isEqualTo(Set.of(LossSpec.class.getPermittedSubclasses()));
  }

  @Test
  void sigmoidCrossEntropyIsFiniteForScoresOfAnySize() {
    float[] theta = new float[3 + 15];
    Arrays.fill(theta, 3e4f);
    float[] gradient = new float[theta.length];
    try (GradientGraph graph =
        GradientGraph.compile(LossHeads.linear(Kind.SIGMOID), Losses.of(SIGMOID), 7)) {
      GradientGraph.Scores scores = graph.gradient(theta, batch("sigmoid_values"), gradient);
      for (float loss : scores.losses()) {
        assertThat(loss).isFinite();
      }
      for (float slope : gradient) {
        assertThat(slope).isFinite();
      }
    }
  }

  @Test
  void partThatReadsAnUnknownOutputIsRefused() {
    LossSpec spec =
        new LossSpec.Objective(List.of(new Part("critic", SIGMOID, "fakes", 1.0, 1, "*")));
    assertThatThrownBy(() -> GradientGraph.compile(LossHeads.gan(), Losses.of(spec), 1))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("part 'critic' reads the output 'fakes'");
  }

  @Test
  void partWhoseGlobMatchesNothingIsRefused() {
    LossSpec spec =
        new LossSpec.Objective(List.of(new Part("critic", SIGMOID, "fake", 1.0, 1, "x.*")));
    assertThatThrownBy(() -> GradientGraph.compile(LossHeads.gan(), Losses.of(spec), 1))
        .hasMessageContaining("no trained parameter matches 'x.*' of part 'critic'");
  }

  @Test
  void parameterThatNoPartTrainsIsRefused() {
    LossSpec spec =
        new LossSpec.Objective(List.of(new Part("critic", SIGMOID, "fake", 1.0, 1, "d.*")));
    assertThatThrownBy(() -> GradientGraph.compile(LossHeads.gan(), Losses.of(spec), 1))
        .hasMessageContaining("parameter 'g.b' has no influence on the loss");
  }

  @Test
  void lossThatDoesNotFitTheHeadIsRefused() {
    assertThatThrownBy(
            () -> GradientGraph.compile(LossHeads.linear(Kind.SOFTMAX), Losses.of(SIGMOID), 1))
        .hasMessageContaining("not the result of a Sigmoid");
    assertThatThrownBy(
            () ->
                GradientGraph.compile(
                    LossHeads.linear(Kind.SOFTMAX),
                    Losses.of(new LossSpec.SoftmaxCrossEntropy(List.of(1.0), 0)),
                    1))
        .hasMessageContaining("classWeights has 1 weights for 3 outputs");
  }
}

package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.LossSpec.Part;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.Task;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses of an objective's parts, from examples to metrics. */
final class ObjectivePartsTest {

  private static final int EXAMPLES = 23;
  private static final int BATCH = 4;
  private static final double MARGIN_WEIGHT = -0.25;

  private static final LossSpec TWO_PARTS =
      new LossSpec.Objective(
          List.of(
              new Part("fit", LossSpec.SOFTMAX_CROSS_ENTROPY, "", null, 1, "*"),
              new Part("margin", LossSpec.Hinge.DEFAULT, "", null, MARGIN_WEIGHT, "*")));

  private static Learner learner(LossSpec loss, @Nullable PrivacySpec privacy, LearnerOutput out) {
    Task task = LearningFixture.whole(loss, OptimizerSpec.adam(0.05), BATCH, privacy);
    byte[] onnx =
        GraphBuilder.named("whole")
            .input(TensorSpec.float32("x", TensorSpec.DYNAMIC, LearningFixture.WIDTH))
            .initializer("w", new float[] {0.1f, 0.2f, -0.1f, 0.3f, 0.2f, -0.2f}, 3, 2)
            .node("MatMul", List.of("x", "w"), List.of("logits"))
            .node("Softmax", List.of("logits"), List.of("p"), Attributes.integer("axis", 1))
            .output(TensorSpec.float32("p", TensorSpec.DYNAMIC, 2))
            .build()
            .toBytes();
    TaskModel model = LearningFixture.model(task, onnx);
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return new Learner(task, model, version -> Optional.empty(), clock, out);
  }

  private static void feed(Learner learner, int from, int to) {
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(i);
      float[] x = new float[LearningFixture.WIDTH];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) random.nextDouble(-1, 1);
      }
      long sequence = i;
      learner.admit(
          LearningFixture.example(i, "x_cut", x, x[0] > 0 ? "round" : "square"),
          example -> learner.learn(sequence, example));
    }
  }

  private static Map<String, Double> last(Recorder out) {
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    return metrics.get(metrics.size() - 1).getMetrics();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "private"})
  void eachPartsMeanLossStandsBesideTheMetrics(String how) {
    PrivacySpec privacy =
        how.equals("private") ? new PrivacySpec(1, 1.1, 1e-5, "0123456789abcdef") : null;
    Recorder out = new Recorder();
    try (Learner learner = learner(TWO_PARTS, privacy, out)) {
      feed(learner, 0, EXAMPLES);
      learner.end();
    }
    Map<String, Double> metrics = last(out);
    double mean =
        out.all(ScoredExample.class).stream()
            .mapToDouble(ScoredExample::getLoss)
            .average()
            .orElseThrow();
    assertThat(out.all(ScoredExample.class)).hasSize(EXAMPLES);
    assertThat(metrics.get("loss_fit"))
        .as("cross-entropy is what the metrics work out from the scores themselves")
        .isCloseTo(metrics.get("log_loss"), within(1e-5));
    assertThat(metrics.get("loss_margin")).isGreaterThan(0.1);
    assertThat(metrics.get("loss_fit") + MARGIN_WEIGHT * metrics.get("loss_margin"))
        .as("the parts add up to the loss")
        .isCloseTo(mean, within(1e-6));
    assertThat(out.all(ModelVersion.class).get(1).getMetrics())
        .containsKeys("loss_fit", "loss_margin");
  }

  @Test
  void meansGoOnAfterACheckpoint() {
    Recorder undisturbed = new Recorder();
    Recorder restarted = new Recorder();
    try (Learner one = learner(TWO_PARTS, null, undisturbed);
        Learner first = learner(TWO_PARTS, null, restarted);
        Learner second = learner(TWO_PARTS, null, restarted)) {
      feed(one, 0, EXAMPLES);
      one.end();
      feed(first, 0, 10);
      second.restore(first.snapshot());
      feed(second, 10, EXAMPLES);
      second.end();
    }
    assertThat(last(restarted)).isEqualTo(last(undisturbed));
    assertThat(restarted.hashes()).isEqualTo(undisturbed.hashes());
  }

  @Test
  void aLossOfOnePartTellsNone() {
    Recorder out = new Recorder();
    try (Learner plain = learner(LossSpec.SOFTMAX_CROSS_ENTROPY, null, out);
        Learner parts = learner(TWO_PARTS, null, new Recorder())) {
      feed(plain, 0, EXAMPLES);
      plain.end();
      assertThat(last(out).keySet()).noneMatch(name -> name.startsWith("loss_"));
      assertThatThrownBy(() -> parts.restore(plain.snapshot()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("start without the old checkpoint");
    }
  }
}

package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.join.JoinOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ten steps of a PyTorch export for training, beside PyTorch; see make_batch_norm.py. */
final class BatchStatisticsTest {

  private static final JsonNode GOLDEN = Golden.read("batch_norm.json");
  private static final int ROWS = 8;
  private static final int WIDTH = 3;

  /** Float32 over ten steps of a large learning rate, relative to the largest number. */
  private static final double TOLERANCE = 2e-5;

  private static final Task TASK =
      LearningFixture.whole(new OptimizerSpec.Momentum(0.2, 0.9), ROWS, null);

  private static TaskModel model(Task task) {
    return LearningFixture.model(task, Base64.getDecoder().decode(GOLDEN.get("model").textValue()));
  }

  private static Learner learner(Recorder out) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return new Learner(TASK, model(TASK), version -> Optional.empty(), clock, out);
  }

  private static List<JoinOutcome> examples() {
    List<JoinOutcome> examples = new ArrayList<>();
    for (JsonNode step : GOLDEN.get("steps")) {
      float[] features = Golden.floats(step.get("features"));
      for (int row = 0; row < ROWS; row++) {
        float[] x = Arrays.copyOfRange(features, row * WIDTH, (row + 1) * WIDTH);
        String label = step.get("classes").get(row).intValue() == 0 ? "round" : "square";
        examples.add(LearningFixture.example(examples.size(), "x_cut", x, label));
      }
    }
    return examples;
  }

  private static void feed(Learner learner, List<JoinOutcome> examples, int first) {
    long[] sequence = {first};
    examples.forEach(o -> learner.admit(o, example -> learner.learn(sequence[0]++, example)));
  }

  private static ParameterPatch patch(LearningModel model, ModelVersion version) {
    return ParameterPatch.fromRecord(model.layout(), version.getParameters());
  }

  @Test
  void tenStepsMoveWeightsAndStatisticsAsPyTorchDoes() {
    LearningModel model = model(TASK).learning().orElseThrow();
    assertThat(model.layout().names()).contains("1.running_mean", "1.running_var").hasSize(8);
    Recorder out = new Recorder();
    try (Learner learner = learner(out)) {
      feed(learner, examples(), 0);
    }
    List<ModelVersion> versions = out.all(ModelVersion.class);
    assertThat(versions).hasSize(10);
    for (int step = 0; step < 10; step++) {
      float[] theta = patch(model, versions.get(step)).theta();
      for (Slot slot : model.layout().slots()) {
        JsonNode wanted = GOLDEN.get("steps").get(step).get("parameters").get(slot.name());
        float[] part = Arrays.copyOfRange(theta, slot.offset(), slot.offset() + slot.size());
        assertThat(Golden.distance(part, Golden.floats(wanted)))
            .as("%s after step %d", slot.name(), step + 1)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void versionIsServedWithItsRunningStatistics() {
    LearningModel model = model(TASK).learning().orElseThrow();
    Recorder out = new Recorder();
    try (Learner learner = learner(out)) {
      feed(learner, examples(), 0);
    }
    float[] probe = Golden.floats(GOLDEN.get("probe"));
    float[] wanted = Golden.floats(GOLDEN.get("probabilities"));
    float[] served = new float[wanted.length];
    try (Head head = Head.load(model.head(), SessionSettings.DEFAULT)) {
      for (int row = 0; row < probe.length / WIDTH; row++) {
        float[] x = Arrays.copyOfRange(probe, row * WIDTH, (row + 1) * WIDTH);
        Map<String, Tensor> features = Map.of("x_cut", Tensor.floats(x, 1, WIDTH));
        ParameterPatch last = patch(model, out.all(ModelVersion.class).get(9));
        float[] scores =
            head.run(features, last, List.of(model.score())).get(model.score()).floats();
        System.arraycopy(scores, 0, served, 2 * row, 2);
      }
    }
    assertThat(Golden.distance(served, wanted)).isLessThan(TOLERANCE);
  }

  @Test
  void resumedLearnerMovesTheSameStatistics() {
    Recorder undisturbed = new Recorder();
    Recorder restarted = new Recorder();
    List<JoinOutcome> examples = examples();
    try (Learner one = learner(undisturbed);
        Learner first = learner(restarted);
        Learner second = learner(restarted)) {
      feed(one, examples, 0);
      feed(first, examples.subList(0, 37), 0);
      second.restore(first.snapshot());
      feed(second, examples.subList(37, 80), 37);
    }
    assertThat(restarted.hashes()).isEqualTo(undisturbed.hashes()).hasSize(10);
  }

  /** Scores before a step are those that are served, whoever shares the batch. */
  @Test
  void examplesAreTestedWithTheRunningStatistics() {
    Recorder out = new Recorder();
    LearningModel model = model(TASK).learning().orElseThrow();
    try (Learner learner = learner(out);
        Head head = Head.load(model.head(), SessionSettings.DEFAULT)) {
      feed(learner, examples().subList(0, ROWS), 0);
      learner.end();
      float[] features = Golden.floats(GOLDEN.get("steps").get(0).get("features"));
      double loss = 0;
      for (int row = 0; row < ROWS; row++) {
        float[] x = Arrays.copyOfRange(features, row * WIDTH, (row + 1) * WIDTH);
        float[] scores =
            head.run(
                    Map.of("x_cut", Tensor.floats(x, 1, WIDTH)),
                    model.versionZero(),
                    List.of(model.score()))
                .get(model.score())
                .floats();
        loss -= Math.log(scores[GOLDEN.get("steps").get(0).get("classes").get(row).intValue()]);
      }
      List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
      assertThat(metrics.get(metrics.size() - 1).getMetrics().get("log_loss"))
          .isCloseTo(loss / ROWS, org.assertj.core.api.Assertions.within(1e-5));
    }
  }

  @Test
  void batchOfOneAndPrivacyAreRefused() {
    PrivacySpec secret = new PrivacySpec(1, 1.1, 1e-5, "0123456789abcdef");
    for (Task task :
        List.of(
            LearningFixture.whole(OptimizerSpec.sgd(0.1), 1, null),
            LearningFixture.whole(OptimizerSpec.sgd(0.1), 8, secret))) {
      LearningModel model = model(task).learning().orElseThrow();
      assertThatThrownBy(() -> TrainingSetup.compile(task.train().orElseThrow(), model.head()))
          .isInstanceOf(NoGradient.class)
          .hasMessageContaining("batch normalization in training mode needs batches");
    }
  }
}

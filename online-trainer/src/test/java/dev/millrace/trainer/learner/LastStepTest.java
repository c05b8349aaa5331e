package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.join.JoinOutcome;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a version's last step did to the loss of its own examples. */
final class LastStepTest {

  private static final int BATCH = 4;
  private static final int VERSIONS = 12;

  private final Recorder out = new Recorder();
  private final List<float[]> xs = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();

  private void learn(Task task, TaskModel model, List<JoinOutcome> examples) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    try (Learner learner = new Learner(task, model, version -> Optional.empty(), clock, out)) {
      learner.start();
      long[] sequence = {0};
      for (JoinOutcome joined : examples) {
        learner.admit(joined, example -> learner.learn(sequence[0]++, example));
      }
      learner.end();
    }
  }

  private List<JoinOutcome> examples(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<JoinOutcome> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] x = new float[LearningFixture.WIDTH];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) random.nextDouble(-1, 1);
      }
      int label = x[0] > x[1] ? 0 : 1;
      xs.add(x);
      classes.add(label);
      examples.add(LearningFixture.example(i, x, label == 0 ? "round" : "square"));
    }
    return examples;
  }

  /** The parameter's value {@code [i][k]}; a bias has one row. */
  private static double value(ModelVersion version, String name, int i, int k) {
    NamedTensor tensor =
        version.getParameters().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    int width = tensor.getShape().get(tensor.getShape().size() - 1).intValue();
    assertThat(width).as("classes come last").isEqualTo(2);
    return tensor
        .getData()
        .duplicate()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(i * width + k);
  }

  /** Cross-entropy of the softmax of a linear layer, as it stands in the textbook. */
  private double loss(ModelVersion version, int example) {
    double[] logits = new double[2];
    for (int k = 0; k < 2; k++) {
      logits[k] = value(version, "head.bias", 0, k);
      for (int i = 0; i < LearningFixture.WIDTH; i++) {
        logits[k] += xs.get(example)[i] * value(version, "head.weight", i, k);
      }
    }
    double other = logits[1 - classes.get(example)] - logits[classes.get(example)];
    return Math.log1p(Math.exp(other));
  }

  private double meanLoss(ModelVersion version, int first) {
    double sum = 0;
    for (int i = first; i < first + BATCH; i++) {
      sum += loss(version, i);
    }
    return sum / BATCH;
  }

  private List<StepLoss> steps() {
    return out.all(PrequentialMetric.class).stream()
        .map(PrequentialMetric::getStep)
        .filter(Objects::nonNull)
        .toList();
  }

  @Test
  void lossOfAStepIsThatOfItsExamplesUnderTheVersionsBeforeAndAfterIt() {
    Task task = LearningFixture.classes(BATCH, BATCH);
    learn(task, LearningFixture.model(task), examples(BATCH * VERSIONS));
    List<ModelVersion> versions = out.all(ModelVersion.class);
    List<StepLoss> steps = steps();
    assertThat(steps).hasSize(VERSIONS);
    for (int i = 0; i < VERSIONS; i++) {
      StepLoss step = steps.get(i);
      assertThat(step.getBefore())
          .as("before version %d", i + 1)
          .isCloseTo(meanLoss(versions.get(i), i * BATCH), within(1e-6));
      assertThat(step.getAfter())
          .as("under version %d", i + 1)
          .isCloseTo(meanLoss(versions.get(i + 1), i * BATCH), within(1e-6));
      assertThat(step.getAfter()).isNotEqualTo(step.getBefore());
      assertThat(step.getExamples()).isEqualTo(BATCH);
      assertThat(step.getLoss()).isEqualTo("cross-entropy, nats");
    }
    // The learner's end publishes nothing, so no step stands beside its metrics.
    assertThat(out.all(PrequentialMetric.class)).hasSize(VERSIONS + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void privateStepIsMeasuredWhereAllItsExamplesCanBeRun(boolean broken) {
    PrivacySpec privacy = new PrivacySpec(1, 1.1, 1e-5, "0123456789abcdef");
    Task task = LearningFixture.embeddings(5, privacy);
    List<JoinOutcome> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(LearningFixture.ids(i, new float[] {i % 3, broken && i == 2 ? 7 : 0, 1}, "round"));
    }
    learn(task, LearningFixture.embeddingModel(task), ids);
    assertThat(out.all(ModelVersion.class)).hasSize(2);
    assertThat(steps()).hasSize(broken ? 0 : 1);
  }
}

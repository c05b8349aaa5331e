package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.join.JoinOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which labels each loss takes, through the whole learner. */
final class LossLabelsTest {

  private static final float[] X = {0.5f, -1f, 0.25f};

  private final Recorder out = new Recorder();
  private Learner learner = learner(LossSpec.SOFTMAX_CROSS_ENTROPY);
  private long sequence;

  private Learner learner(LossSpec loss) {
    Task task = LearningFixture.classes(loss);
    return new Learner(
        task,
        LearningFixture.model(task),
        version -> Optional.empty(),
        InstantSource.fixed(Instant.EPOCH),
        out);
  }

  private void feed(LossSpec loss, List<JoinOutcome> outcomes) {
    learner.close();
    learner = learner(loss);
    outcomes.forEach(o -> learner.admit(o, example -> learner.learn(sequence++, example)));
  }

  @AfterEach
  void close() {
    learner.close();
  }

  static List<LossSpec> ofClasses() {
    return List.of(
        new LossSpec.SigmoidCrossEntropy(LossSpec.Labels.CLASS, List.of(1.0, 2.0)),
        new LossSpec.Hinge(1),
        new LossSpec.SoftmaxCrossEntropy(List.of(1.0, 2.0), 0.1));
  }

  @ParameterizedTest
  @MethodSource("ofClasses")
  void classesAreLearnedBetterThanChance(LossSpec loss) {
    feed(loss, LearningFixture.examples(400, 1));
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    assertThat(metrics.get(metrics.size() - 1).getMetrics().get("accuracy")).isGreaterThan(0.85);
  }

  @Test
  void weightOfALabelMultipliesItsLoss() {
    LossSpec plain = LossSpec.SOFTMAX_CROSS_ENTROPY;
    feed(plain, List.of(LearningFixture.example(1, X, "square")));
    feed(new LossSpec.Weighted(plain), List.of(LearningFixture.numbers(1, X, 1.0, -2.5)));
    List<ScoredExample> scored = out.all(ScoredExample.class);
    assertThat(scored.get(1).getLabel()).isEqualTo("square");
    assertThat(scored.get(1).getLoss()).isCloseTo(-2.5f * scored.get(0).getLoss(), within(1e-6));
  }

  /** By how much one step of plain gradient descent moves the parameters. */
  private double[] moved(LossSpec loss, JoinOutcome example) {
    learner.close();
    Task task = LearningFixture.classes(loss, OptimizerSpec.sgd(0.1), 1);
    TaskModel model = LearningFixture.model(task);
    learner =
        new Learner(
            task, model, version -> Optional.empty(), InstantSource.fixed(Instant.EPOCH), out);
    learner.admit(example, read -> learner.learn(0, read));
    List<ModelVersion> versions = out.all(ModelVersion.class);
    LearningModel head = model.learning().orElseThrow();
    float[] before = head.versionZero().theta();
    float[] after =
        ParameterPatch.fromRecord(head.layout(), versions.get(versions.size() - 1).getParameters())
            .theta();
    double[] moved = new double[before.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (double) after[i] - before[i];
    }
    return moved;
  }

  @Test
  void gradientOfAnExampleGrowsWithItsWeight() {
    LossSpec weighted = new LossSpec.Weighted(LossSpec.SOFTMAX_CROSS_ENTROPY);
    double[] ofOne = moved(weighted, LearningFixture.numbers(1, X, 1.0, 1.0));
    double[] ofThree = moved(weighted, LearningFixture.numbers(1, X, 1.0, 3.0));
    assertThat(moved(weighted, LearningFixture.numbers(1, X, 1.0, 0.0))).containsOnly(0);
    assertThat(moved(LossSpec.SOFTMAX_CROSS_ENTROPY, LearningFixture.example(1, X, "square")))
        .as("weight 1 is no weight")
        .isEqualTo(ofOne);
    assertThat(ofOne).doesNotContain(0);
    for (int i = 0; i < ofOne.length; i++) {
      assertThat(ofThree[i]).isCloseTo(3 * ofOne[i], within(1e-6));
    }
  }

  @Test
  void weightedLabelWithoutAWeightOrWithAnUnknownClassIsADeadLetter() {
    feed(
        new LossSpec.Weighted(LossSpec.SOFTMAX_CROSS_ENTROPY),
        List.of(
            LearningFixture.example(1, X, "square"),
            LearningFixture.numbers(2, X, 1.0),
            LearningFixture.numbers(3, X, 2.0, 1.0),
            LearningFixture.numbers(4, X, 0.0, 1e300)));
    assertThat(out.all(DeadLetter.class))
        .extracting(DeadLetter::getError)
        .containsExactly("WRONG_TARGET", "WRONG_TARGET", "UNKNOWN_CLASS", "NOT_FINITE");
  }

  @Test
  void valuesOfAProbabilityMustLieBetweenZeroAndOne() {
    LossSpec several = new LossSpec.SigmoidCrossEntropy(LossSpec.Labels.VALUES, List.of());
    feed(
        several,
        List.of(LearningFixture.numbers(1, X, 0.0, 1.0), LearningFixture.numbers(2, X, 0.5, 1.5)));
    assertThat(out.all(ScoredExample.class)).hasSize(1);
    assertThat(out.all(DeadLetter.class))
        .extracting(DeadLetter::getError)
        .containsExactly("OUT_OF_RANGE");
  }
}

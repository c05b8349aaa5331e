package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.schemas.task.RegularizeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.join.JoinOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step is whole or not at all, and draws the same however often it is repeated. */
final class StepTest {

  private static final double ANY = Double.POSITIVE_INFINITY;

  private static final RegularizeSpec ALL = new RegularizeSpec(1e-4, 1e-3, 0.01, 0.5, 5, 2);
  private static final PrivacySpec PRIVATE = new PrivacySpec(1, 1.1, 1e-5, "0123456789abcdef");

  private final List<Learner> open = new ArrayList<>();
  private long sequence;

  @AfterEach
  void close() {
    open.forEach(Learner::close);
  }

  private Learner learner(Task task, TaskModel model, LearnerOutput out) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    Learner learner = new Learner(task, model, version -> Optional.empty(), clock, out);
    open.add(learner);
    return learner;
  }

  private Learner learner(Task task, LearnerOutput out) {
    return learner(task, LearningFixture.model(task), out);
  }

  private void feed(Learner learner, List<JoinOutcome> outcomes) {
    outcomes.forEach(o -> learner.admit(o, example -> learner.learn(sequence++, example)));
  }

  private static JoinOutcome ids(int number, float... ids) {
    return LearningFixture.ids(number, ids, number % 2 == 0 ? "round" : "square");
  }

  @Test
  void batchThatCannotBeRunLeavesWeightsAndOptimizerAsTheyWere() {
    Task task = LearningFixture.embeddings(1);
    Recorder out = new Recorder();
    Learner learner = learner(task, LearningFixture.embeddingModel(task), out);
    List<JoinOutcome> good = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      good.add(ids(i, i % 3, (i + 1) % 3, 0));
    }
    feed(learner, good.subList(0, 5));
    feed(learner, List.of(ids(90, 0, 7, 1)));
    feed(learner, good.subList(5, 10));

    Recorder clean = new Recorder();
    feed(learner(task, LearningFixture.embeddingModel(task), clean), good);
    assertThat(clean.all(DeadLetter.class)).isEmpty();
    assertThat(out.hashes()).isEqualTo(clean.hashes()).hasSize(2);
    assertThat(learner.counters())
        .contains(entry("steps_failed", 1L), entry("dead_letters", 1L), entry("examples", 11L));
    DeadLetter letter = out.all(DeadLetter.class).get(0);
    assertThat(letter.getError()).isEqualTo("STEP_FAILED");
    assertThat(letter.getReason()).contains("example 5 of task shapes", "failed in ONNX Runtime");
  }

  @Test
  void privateStepIsMadeWithoutTheExampleThatCannotBeRun() {
    Task task = LearningFixture.embeddings(5, PRIVATE);
    Recorder out = new Recorder();
    Learner learner = learner(task, LearningFixture.embeddingModel(task), out);
    List<JoinOutcome> examples = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      examples.add(ids(i, i % 3, (i + 1) % 3, 0));
    }
    examples.add(2, ids(90, 0, 7, 1));
    feed(learner, examples);
    assertThat(learner.counters())
        .contains(
            entry("steps_failed", 0L),
            entry("steps_non_finite", 0L),
            entry("dead_letters", 1L),
            entry("versions_published", 1L));
    DeadLetter letter = out.all(DeadLetter.class).get(0);
    assertThat(letter.getError()).isEqualTo("STEP_FAILED");
    assertThat(letter.getReason()).contains("example 2 of task", "its step was made without it");
    assertThat(out.all(ModelVersion.class).get(0).getMetrics()).contains(entry("dp_steps", 1.0));
    learner.end();
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    assertThat(metrics.get(metrics.size() - 1).getExamples()).isEqualTo(4);
  }

  @Test
  void incompleteBatchThatCannotBeRunIsADeadLetterToo() {
    Task task = LearningFixture.embeddings(4);
    Recorder out = new Recorder();
    Learner learner = learner(task, LearningFixture.embeddingModel(task), out);
    feed(learner, List.of(ids(0, 0, 1, 2), ids(1, 0, 7, 1)));
    learner.end();
    assertThat(out.all(DeadLetter.class))
        .extracting(DeadLetter::getError)
        .containsExactly("STEP_FAILED", "STEP_FAILED");
    assertThat(learner.counters()).contains(entry("examples_left_in_batch", 2L));
  }

  static List<Task> drawing() {
    RegularizeSpec dropout = new RegularizeSpec(0, 0, 0, 0.5, ANY, ANY);
    return List.of(
        LearningFixture.regularized(dropout, null),
        LearningFixture.regularized(ALL, null),
        LearningFixture.regularized(RegularizeSpec.NONE, PRIVATE),
        LearningFixture.regularized(ALL, PRIVATE));
  }

  @ParameterizedTest
  @MethodSource("drawing")
  void resumedLearnerDrawsTheSameMasksAndNoise(Task task) {
    List<JoinOutcome> examples = LearningFixture.examples(50, 2);
    Recorder undisturbed = new Recorder();
    Learner one = learner(task, undisturbed);
    feed(one, examples);

    Recorder restarted = new Recorder();
    byte[] snapshot = null;
    sequence = 0;
    for (int i = 0; i < 50; i += 5) {
      Learner next = learner(task, restarted);
      if (snapshot != null) {
        next.restore(snapshot);
      }
      feed(next, examples.subList(i, i + 5));
      snapshot = next.snapshot();
    }
    assertThat(restarted.records).isEqualTo(undisturbed.records);
    assertThat(snapshot).isEqualTo(one.snapshot());
    assertThat(undisturbed.hashes()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void settingsOfAStepChangeWhatIsLearned() {
    List<String> hashes = new ArrayList<>();
    List<Task> tasks = new ArrayList<>(drawing());
    tasks.add(LearningFixture.regularized(RegularizeSpec.NONE, null));
    tasks.add(
        LearningFixture.regularized(
            RegularizeSpec.NONE, new PrivacySpec(1, 1.1, 1e-5, "another secret 0")));
    for (Task task : tasks) {
      Recorder out = new Recorder();
      sequence = 0;
      feed(learner(task, out), LearningFixture.examples(12, 2));
      hashes.addAll(out.hashes());
    }
    assertThat(hashes).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void scoresAreThoseWithoutMasks() {
    RegularizeSpec dropout = new RegularizeSpec(0, 0, 0, 0.9, ANY, ANY);
    Recorder dropped = new Recorder();
    Recorder plain = new Recorder();
    List<JoinOutcome> batch = LearningFixture.examples(4, 2);
    feed(learner(LearningFixture.regularized(dropout, null), dropped), batch);
    sequence = 0;
    feed(learner(LearningFixture.regularized(RegularizeSpec.NONE, null), plain), batch);
    assertThat(dropped.records).isEqualTo(plain.records);
  }

  @Test
  void dropoutStillLearns() {
    RegularizeSpec dropout = new RegularizeSpec(0, 0, 0, 0.3, ANY, ANY);
    Recorder out = new Recorder();
    feed(
        learner(LearningFixture.regularized(dropout, null), out), LearningFixture.examples(600, 1));
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    assertThat(metrics.get(metrics.size() - 1).getMetrics().get("accuracy")).isGreaterThan(0.85);
  }

  @Test
  void versionTellsWhatPrivacyWasSpent() {
    Recorder out = new Recorder();
    feed(
        learner(LearningFixture.regularized(RegularizeSpec.NONE, PRIVATE), out),
        LearningFixture.examples(24, 1));
    List<ModelVersion> versions = out.all(ModelVersion.class);
    assertThat(versions).hasSize(2);
    assertThat(versions.get(1).getMetrics())
        .contains(
            entry("dp_steps", 6.0),
            entry("dp_noise", 1.1),
            entry("dp_clip", 1.0),
            entry("dp_delta", 1e-5))
        // Steps over different examples compose in parallel.
        .containsEntry("dp_epsilon", versions.get(0).getMetrics().get("dp_epsilon"));
  }

  @Test
  void exampleThatIsNotFiniteLeavesNoPrivateStepOut() {
    float huge = 3e38f;
    Recorder out = new Recorder();
    Learner learner = learner(LearningFixture.regularized(RegularizeSpec.NONE, PRIVATE), out);
    List<JoinOutcome> examples = new ArrayList<>(LearningFixture.examples(11, 1));
    examples.add(LearningFixture.example(99, new float[] {huge, huge, -huge}, "square"));
    feed(learner, examples);
    assertThat(learner.counters()).contains(entry("steps_non_finite", 0L));
    assertThat(out.hashes()).hasSize(1);
  }

  /** Noise beyond float32 stands for any step whose new weights are not finite. */
  @Test
  void privateStepThatIsNotTakenOverIsSpentAllTheSame() {
    PrivacySpec beyond = new PrivacySpec(1, 1e39, 1e-5, "0123456789abcdef");
    Recorder out = new Recorder();
    Learner refusing = learner(LearningFixture.regularized(RegularizeSpec.NONE, beyond), out);
    feed(refusing, LearningFixture.examples(24, 1));
    assertThat(refusing.counters())
        .contains(entry("steps_non_finite", 6L), entry("versions_published", 0L));
    Learner next = learner(LearningFixture.regularized(RegularizeSpec.NONE, PRIVATE), out);
    next.restore(refusing.snapshot());
    feed(next, LearningFixture.examples(12, 2));
    assertThat(out.all(ModelVersion.class).get(0).getMetrics()).contains(entry("dp_steps", 9.0));
  }

  @Test
  void stateWithoutALedgerIsRefusedByAPrivateTask() {
    byte[] plain =
        learner(LearningFixture.regularized(RegularizeSpec.NONE, null), new Recorder()).snapshot();
    Learner secret =
        learner(LearningFixture.regularized(RegularizeSpec.NONE, PRIVATE), new Recorder());
    assertThatThrownBy(() -> secret.restore(plain)).hasMessageContaining("the task was changed");
  }

  @Test
  void dropoutWithoutAnythingToDropIsRefused() {
    Task linear = LearningFixture.embeddings(1);
    assertThatThrownBy(
            () ->
                MaskedHead.of(
                    LearningFixture.embeddingModel(linear).learning().orElseThrow().head()))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("there is nothing to drop out");
  }
}

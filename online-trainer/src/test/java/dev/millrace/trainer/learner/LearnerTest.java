package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.trainer.join.JoinOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LearnerTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  private final Recorder out = new Recorder();
  private final List<Learner> open = new ArrayList<>();
  private long sequence;

  @AfterEach
  void close() {
    open.forEach(Learner::close);
  }

  private Learner learner(Task task, LearnerOutput output) {
    Learner learner =
        new Learner(task, LearningFixture.model(task), version -> Optional.empty(), CLOCK, output);
    open.add(learner);
    return learner;
  }

  private void feed(Learner learner, List<JoinOutcome> outcomes) {
    for (JoinOutcome outcome : outcomes) {
      learner.admit(outcome, example -> learner.learn(sequence++, example));
    }
  }

  @Test
  void versionZeroIsPublishedOnceAndAnswersFirst() {
    Learner learner = learner(LearningFixture.classes(1, 10), out);
    learner.start();
    learner.start();
    assertThat(out.all(ModelVersion.class)).hasSize(1);
    assertThat(out.all(ModelAlias.class)).hasSize(1).first().returns(0L, ModelAlias::getChampion);
    assertThat(learner.counters()).contains(entry("versions_published", 0L));
  }

  @Test
  void learnerGetsBetterThanChanceAndMovesTheAlias() {
    Learner learner = learner(LearningFixture.classes(1, 50), out);
    learner.start();
    feed(learner, LearningFixture.examples(400, 1));
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    assertThat(metrics.get(metrics.size() - 1).getMetrics().get("accuracy")).isGreaterThan(0.9);
    List<GateDecision> decisions = out.all(GateDecision.class);
    long promoted = decisions.stream().filter(GateDecision::getPromoted).count();
    assertThat(decisions).hasSize(8);
    assertThat(promoted).isGreaterThan(4);
    // The first alias is version 0's.
    assertThat(out.all(ModelAlias.class)).hasSize((int) promoted + 1);
    assertThat(learner.counters())
        .contains(entry("versions_published", 8L), entry("versions_promoted", promoted));
  }

  @Test
  void everyExampleIsLoggedAndScoredInOrder() {
    Learner learner = learner(LearningFixture.classes(4, 8), out);
    feed(learner, LearningFixture.examples(12, 1));
    assertThat(out.all(TrainingExample.class))
        .extracting(TrainingExample::getSequence)
        .isEqualTo(LongStream.range(0, 12).boxed().toList());
    List<ScoredExample> scored = out.all(ScoredExample.class);
    assertThat(scored)
        .extracting(ScoredExample::getSequence)
        .isEqualTo(LongStream.range(0, 12).boxed().toList());
    assertThat(scored)
        .extracting(ScoredExample::getVersion)
        .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L);
  }

  @Test
  void lineageCoversTheLogWithoutGaps() {
    Learner learner = learner(LearningFixture.classes(4, 10), out);
    learner.start();
    feed(learner, LearningFixture.examples(24, 1));
    // Ten examples, rounded up to whole batches of four.
    assertThat(out.all(ModelVersion.class).stream().map(ModelVersion::getLineage))
        .extracting(l -> l.getParent() + ": " + l.getFirstSequence() + "-" + l.getLastSequence())
        .containsExactly("0: 0--1", "0: 0-11", "1: 12-23");
    assertThat(out.all(ModelVersion.class).get(2).getLineage().getExamples()).isEqualTo(24);
  }

  @Test
  void checkpointAtAnyExampleChangesNoBitOfAnyRecord() {
    Task task = LearningFixture.classes(4, 10);
    List<JoinOutcome> examples = LearningFixture.examples(50, 2);
    Learner undisturbed = learner(task, out);
    undisturbed.start();
    feed(undisturbed, examples);

    Recorder restarted = new Recorder();
    byte[] snapshot = null;
    sequence = 0;
    for (JoinOutcome example : examples) {
      Learner next = learner(task, restarted);
      if (snapshot != null) {
        next.restore(snapshot);
      }
      next.start();
      feed(next, List.of(example));
      snapshot = next.snapshot();
    }
    assertThat(restarted.records).isEqualTo(out.records);
    assertThat(snapshot).isEqualTo(undisturbed.snapshot());
  }

  @Test
  void stateOfAnotherHeadIsRefused() {
    byte[] snapshot = learner(LearningFixture.values(), out).snapshot();
    Learner classes = learner(LearningFixture.classes(1, 1), out);
    assertThatThrownBy(() -> classes.restore(snapshot))
        .hasMessageContaining("the task was changed");
  }

  @Test
  void incompleteBatchAtTheEndIsScoredCountedAndNotLearned() {
    Learner learner = learner(LearningFixture.classes(4, 4), out);
    feed(learner, LearningFixture.examples(6, 1));
    learner.end();
    assertThat(out.all(ScoredExample.class)).hasSize(6);
    assertThat(learner.counters()).contains(entry("examples_left_in_batch", 2L));
    assertThat(out.all(ModelVersion.class)).hasSize(1);
    List<PrequentialMetric> metrics = out.all(PrequentialMetric.class);
    assertThat(metrics.get(metrics.size() - 1).getExamples()).isEqualTo(6);
  }

  @Test
  void streamThatGoesOnAfterItsEndScoresNoExampleTwice() {
    Learner learner = learner(LearningFixture.classes(4, 4), out);
    List<JoinOutcome> examples = LearningFixture.examples(8, 1);
    feed(learner, examples.subList(0, 6));
    learner.end();
    feed(learner, examples.subList(6, 8));
    assertThat(out.all(ScoredExample.class)).hasSize(8);
    Recorder straight = new Recorder();
    Learner other = learner(LearningFixture.classes(4, 4), straight);
    sequence = 0;
    feed(other, examples);
    assertThat(out.hashes()).isEqualTo(straight.hashes());
  }

  @Test
  void labelOfAnUnknownClassBecomesADeadLetterOfTheLabel() {
    Learner learner = learner(LearningFixture.classes(1, 1), out);
    feed(learner, List.of(LearningFixture.example(3, new float[3], "oval")));
    assertThat(out.records).hasSize(1);
    DeadLetter letter = out.all(DeadLetter.class).get(0);
    assertThat(letter.getError()).isEqualTo("UNKNOWN_CLASS");
    assertThat(letter.getTopic()).isEqualTo("labels");
    assertThat(letter.getOffset()).isEqualTo(3);
    assertThat(letter.getReason()).contains("'oval'").contains("round, square");
    assertThat(learner.counters()).contains(entry("dead_letters", 1L), entry("examples", 0L));
  }

  @Test
  void featuresOfAnotherShapeOrWithoutFiniteNumbersBecomeDeadLetters() {
    Learner learner = learner(LearningFixture.classes(1, 1), out);
    feed(
        learner,
        List.of(
            LearningFixture.example(0, new float[4], "round"),
            LearningFixture.example(1, new float[] {0, Float.NaN, 0}, "round")));
    assertThat(out.all(DeadLetter.class))
        .extracting(DeadLetter::getError)
        .containsExactly("WRONG_SHAPE", "NOT_FINITE");
    assertThat(out.all(TrainingExample.class)).isEmpty();
  }

  @Test
  void stepWithoutFiniteLossLeavesTheWeightsAsTheyWere() {
    Task task = LearningFixture.classes(1, 5);
    List<JoinOutcome> examples = LearningFixture.examples(10, 1);
    Learner learner = learner(task, out);
    feed(learner, examples.subList(0, 5));
    float huge = 3e38f;
    feed(learner, List.of(LearningFixture.example(99, new float[] {huge, huge, huge}, "square")));
    feed(learner, examples.subList(5, 10));

    Recorder clean = new Recorder();
    feed(learner(task, clean), examples);
    assertThat(learner.counters())
        .contains(entry("steps_non_finite", 1L), entry("dead_letters", 1L));
    assertThat(out.all(DeadLetter.class).get(0).getReason()).contains("example 5 of task shapes");
    assertThat(out.hashes()).isEqualTo(clean.hashes());
  }

  @Test
  void pinnedAliasStaysAndTheWeightsGoOnAllTheSame() {
    Task task = LearningFixture.classes(1, 10);
    List<JoinOutcome> examples = LearningFixture.examples(40, 1);
    Learner free = learner(task, out);
    feed(free, examples);

    Recorder pinned = new Recorder();
    Learner held = learner(task, pinned);
    held.alias(alias(0, true, "ada"));
    feed(held, examples);
    assertThat(pinned.all(ModelAlias.class)).isEmpty();
    assertThat(pinned.all(GateDecision.class))
        .allMatch(decision -> !decision.getPromoted() && decision.getReason().contains("pinned"));
    assertThat(pinned.hashes()).isEqualTo(out.hashes());

    held.alias(alias(0, false, "ada"));
    feed(held, LearningFixture.examples(10, 9));
    assertThat(pinned.all(ModelAlias.class)).hasSize(1);
  }

  @Test
  void aliasOfTheGateItselfChangesNothing() {
    Learner learner = learner(LearningFixture.classes(1, 10), out);
    byte[] before = learner.snapshot();
    learner.alias(alias(7, true, "gate"));
    assertThat(learner.snapshot()).isEqualTo(before);
  }

  @Test
  void aliasByHandIsWrittenAgainWhereOneOfTheGateOvertookIt() {
    Learner learner = learner(LearningFixture.classes(1, 10), out);
    learner.alias(alias(0, true, "ada"));
    learner.alias(alias(3, false, "gate"));
    ModelAlias again = out.all(ModelAlias.class).get(0);
    assertThat(again.getChampion()).isZero();
    assertThat(again.getPinned()).isTrue();
    learner.alias(again);
    assertThat(out.all(ModelAlias.class)).hasSize(1);

    // What was written again can itself be overtaken by the end of the pin.
    learner.alias(alias(0, false, "ada"));
    learner.alias(again);
    assertThat(out.all(ModelAlias.class)).hasSize(2);
    assertThat(out.all(ModelAlias.class).get(1).getPinned()).isFalse();
  }

  @Test
  void refusedVersionMovesNoAliasAndTheLearnerGoesOn() {
    // A gate that demands a tenth of the champion's loss.
    Task task = LearningFixture.classes(1, 10, new GateSpec(50, 5, -0.9));
    Learner learner = learner(task, out);
    feed(learner, LearningFixture.examples(20, 1));
    assertThat(out.all(GateDecision.class)).hasSize(2).noneMatch(GateDecision::getPromoted);
    assertThat(out.all(ModelAlias.class)).isEmpty();
    assertThat(out.hashes()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void oldVersionsAreRetiredButTheChampionStays() {
    Task task = LearningFixture.classes(1, 1, new GateSpec(50, 5, -1));
    Recorder found = new Recorder();
    Learner source = learner(task, found);
    feed(source, LearningFixture.examples(3, 1));
    ModelVersion two = found.all(ModelVersion.class).get(1);
    Learner learner =
        new Learner(task, LearningFixture.model(task), number -> Optional.of(two), CLOCK, out);
    open.add(learner);
    learner.alias(alias(2, true, "ada"));
    sequence = 0;
    feed(learner, LearningFixture.examples(105, 1));
    assertThat(out.retired).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void servedMetricsComeFromTheScoresThatWereServed() {
    Learner learner = learner(LearningFixture.classes(1, 100), out);
    feed(learner, LearningFixture.examples(100, 1));
    // The fixture serves one half for both classes: the first is predicted, at a loss of ln 2.
    ServedMetric served = out.all(ServedMetric.class).get(0);
    long round =
        out.all(ScoredExample.class).stream().filter(s -> s.getLabel().equals("round")).count();
    assertThat(served.getMetrics().get("accuracy")).isEqualTo(round / 100.0);
    assertThat(served.getMetrics().get("log_loss")).isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void valuesAreLearnedInStandardUnitsAndComparedWithTheLastKnownValue() {
    Learner learner = learner(LearningFixture.values(), out);
    List<JoinOutcome> examples = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      float x = (i % 5) / 5f;
      examples.add(
          LearningFixture.value(i, new float[] {x, 0, 0}, 1000, 50, 1000 + 50 * (x + 0.5)));
    }
    feed(learner, examples);
    var last = out.all(PrequentialMetric.class).get(9).getMetrics();
    // Mean of 50 · (x + 0.5) over x = 0, 0.2, … 0.8.
    assertThat(last.get("no_change")).isCloseTo(45, within(1e-4));
    assertThat(last.get("mae")).isLessThan(15);
    SpecificRecord scored = out.all(ScoredExample.class).get(99);
    assertThat(Double.parseDouble(((ScoredExample) scored).getPredicted()))
        .isCloseTo(1000 + 50 * 1.3, within(5.0));
  }

  @Test
  void outcomesOfTheJoinAreCounted() {
    Learner learner = learner(LearningFixture.classes(1, 10), out);
    feed(
        learner,
        List.of(
            outcome(JoinOutcome.Kind.LABEL_EXPIRED),
            outcome(JoinOutcome.Kind.LABEL_REPEATED),
            outcome(JoinOutcome.Kind.FEATURES_UNLABELLED),
            LearningFixture.late(0, new float[3], "round")));
    assertThat(learner.counters())
        .contains(
            entry("labels_expired", 1L),
            entry("labels_repeated", 1L),
            entry("features_unlabelled", 1L),
            entry("labels_joined", 1L),
            entry("labels_late", 1L));
    assertThat(out.all(TrainingExample.class).get(0).getLate()).isTrue();
  }

  private static JoinOutcome outcome(JoinOutcome.Kind kind) {
    return new JoinOutcome(kind, "e", 0, null, null, "");
  }

  private static ModelAlias alias(long champion, boolean pinned, String by) {
    return ModelAlias.newBuilder()
        .setTask(LearningFixture.TASK)
        .setChampion(champion)
        .setPinned(pinned)
        .setReason("test")
        .setDecidedBy(by)
        .setDecidedAt(0)
        .build();
  }
}

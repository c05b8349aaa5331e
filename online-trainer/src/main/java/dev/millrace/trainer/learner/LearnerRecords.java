package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import dev.millrace.trainer.evaluate.Prequential;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.learner.LearnerState.Pending;
import dev.millrace.trainer.release.Publisher;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The learner's records apart from versions and aliases. */
final class LearnerRecords {

  private static final String STAGE_JOIN = "trainer.join";
  private static final String STAGE_LEARN = "trainer.learn";

  private final Task task;
  private final Truth truth;
  private final Publisher publisher;

  LearnerRecords(Task task, Truth truth, Publisher publisher) {
    this.task = task;
    this.truth = truth;
    this.publisher = publisher;
  }

  TrainingExample example(long sequence, Example example) {
    return TrainingExample.newBuilder()
        .setTask(task.name())
        .setSequence(sequence)
        .setEventId(example.eventId())
        .setLabelTime(example.joined().labelTime())
        .setFeatures(example.tensors())
        .setTarget(example.target())
        .setLate(example.late())
        .build();
  }

  ScoredExample scored(Pending pending, float[] scores, float loss, long version) {
    return ScoredExample.newBuilder()
        .setTask(task.name())
        .setSequence(pending.sequence())
        .setEventId(pending.example().eventId())
        .setLabel(pending.example().label())
        .setPredicted(truth.predicted(scores))
        .setProbability(truth.probability(scores))
        .setLoss(loss)
        .setVersion(version)
        .build();
  }

  PrequentialMetric prequential(LearnerState state, @Nullable StepLoss step) {
    return PrequentialMetric.newBuilder()
        .setTask(task.name())
        .setSequence(state.lastScored)
        .setExamples(state.prequential.examples())
        .setMetrics(state.metrics())
        .setMeasuredAt(publisher.now())
        .setStep(step)
        .build();
  }

  ServedMetric served(long sequence, Prequential metrics) {
    return ServedMetric.newBuilder()
        .setTask(task.name())
        .setSequence(sequence)
        .setExamples(metrics.examples())
        .setMetrics(metrics.metrics())
        .setMeasuredAt(publisher.now())
        .build();
  }

  /** The label's record as a dead letter: it is the label that joins again when it is replayed. */
  DeadLetter deadLetter(JoinOutcome outcome, String code, String reason) {
    Inbound label = Objects.requireNonNull(outcome.label(), "a dead letter needs its record");
    boolean unreadable = outcome.kind() == JoinOutcome.Kind.UNREADABLE;
    return DeadLetter.newBuilder()
        .setTopic(label.topic())
        .setPartition(label.partition())
        .setOffset(label.offset())
        .setKey(buffer(label.key()))
        .setValue(buffer(label.value()))
        .setHeaders(Map.of())
        .setTask(unreadable ? null : task.name())
        .setEventId(unreadable ? null : outcome.eventId())
        .setStage(unreadable ? STAGE_JOIN : STAGE_LEARN)
        .setError(code)
        .setReason(reason + " (" + label.place() + ")")
        .setDeadAt(publisher.now())
        .build();
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}

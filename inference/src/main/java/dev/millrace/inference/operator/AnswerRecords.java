package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns answers and refusals into the records that leave the job. Thread-safe. */
final class AnswerRecords {

  private static final String STAGE = "inference.";

  private final Task task;
  private final String bundle;
  private final Topics topics;
  private final InstantSource clock;
  private final AvroCodec codec = new AvroCodec();

  /**
   * @param bundle name of the bundle, told in every prediction
   */
  AnswerRecords(Task task, String bundle, Topics topics, InstantSource clock) {
    this.task = task;
    this.bundle = bundle;
    this.topics = topics;
    this.clock = clock;
  }

  /** A question that did not come to an answer, before the model or in it. */
  Scored refused(Question question, Outcome<?> outcome) {
    if (outcome instanceof Outcome.Rejected<?> refused) {
      String step = refused.cause() == Outcome.Cause.MODEL_FAILED ? "run" : "prepare";
      String code = refused.cause().name();
      return refused(
          letter(question.sample(), step, code, refused.reason())
              .setEventId(question.facts().eventId()));
    }
    throw new IllegalStateException("only windows warm up, and they do it before: " + outcome);
  }

  Scored answered(EventFacts facts, Answer answer) {
    List<Outbound> out = new ArrayList<>(2);
    Prediction prediction =
        Prediction.newBuilder()
            .setEventId(facts.eventId())
            .setSourceId(facts.sourceId())
            .setEventTime(facts.eventTime())
            .setProducedAt(facts.producedAt())
            .setAttributes(facts.attributes())
            .setTask(task.name())
            .setModel(new ModelRef(bundle, answer.version()))
            .setOutput(answer.output())
            .setInferredAt(now())
            .build();
    out.add(Outbound.keyed(topics.predictions(), facts.sourceId(), codec.encode(prediction)));
    Answer.Learning learning = answer.learning();
    if (learning != null) {
      Features features =
          Features.newBuilder()
              .setEventId(facts.eventId())
              .setSourceId(facts.sourceId())
              .setTask(task.name())
              .setEventTime(facts.eventTime())
              .setTensors(learning.features())
              .setScores(learning.scores())
              .setScoredBy(answer.version())
              .setChallengerScores(learning.challengerScores())
              .setChallenger(learning.challenger())
              .build();
      out.add(Outbound.keyed(topics.features(), facts.eventId(), codec.encode(features)));
    }
    return new Scored(out, List.of(InferenceCounters.EVENTS, InferenceCounters.PREDICTIONS));
  }

  /** A sample that was rejected before it came to the model. */
  Scored unprepared(Sample sample, @Nullable String eventId) {
    String code = String.valueOf(sample.code());
    String reason = String.valueOf(sample.reason());
    return refused(letter(sample, "prepare", code, reason).setEventId(eventId));
  }

  /** A record that is no event, so that neither its feed nor a task is known. */
  Scored unreadable(Sample sample, UnreadableRecord why) {
    return refused(
        letter(sample, "read", why.code().name(), String.valueOf(why.getMessage()))
            .setFeed(null)
            .setTask(null));
  }

  private DeadLetter.Builder letter(Sample sample, String step, String code, String reason) {
    Inbound event = sample.event();
    return DeadLetter.newBuilder()
        .setTopic(event.topic())
        .setPartition(event.partition())
        .setOffset(event.offset())
        .setKey(buffer(event.key()))
        .setValue(buffer(event.value()))
        .setFeed(task.feed().name())
        .setTask(task.name())
        .setStage(STAGE + step)
        .setError(code)
        .setReason(reason + " (" + event.place() + ")")
        .setDeadAt(now());
  }

  private Scored refused(DeadLetter.Builder letter) {
    ByteBuffer key = letter.getKey();
    byte[] partitioned = key == null ? new byte[0] : key.array();
    byte[] value = codec.encode(letter.build());
    return new Scored(
        List.of(new Outbound(topics.deadLetters(), Outbound.BY_KEY, partitioned, value)),
        List.of(InferenceCounters.EVENTS, InferenceCounters.DEAD_LETTERS));
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}

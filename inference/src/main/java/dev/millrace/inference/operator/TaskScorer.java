package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From samples to the records that are written for them: reads the events, asks the model, and
 * turns refusals into dead letters. Thread-safe.
 */
final class TaskScorer implements AutoCloseable {

  private static final Scored PASSED_OVER = new Scored(List.of(), List.of());

  private final String feed;
  private final Unreadable unreadable;
  private final Scoring scoring;
  private final AnswerRecords records;
  private final AvroCodec codec = new AvroCodec();

  /**
   * @param feed events of other feeds on the same topic are passed over
   * @param unreadable what happens to records that can't be read
   * @param scoring closed with this
   */
  TaskScorer(String feed, Unreadable unreadable, Scoring scoring, AnswerRecords records) {
    this.feed = feed;
    this.unreadable = unreadable;
    this.scoring = scoring;
    this.records = records;
  }

  /** How far a sample has come before the model is asked. */
  sealed interface Step {

    /** It never gets to the model. */
    record Finished(Scored scored) implements Step {}

    /** It can be scored. */
    record Asked(Ready ready) implements Step {}
  }

  /** Reads a sample's event and prepares it for the model. */
  Step prepare(Sample sample) {
    EventFacts facts;
    try {
      facts = EventFacts.read(codec, sample.event().value());
    } catch (UnreadableRecord e) {
      boolean told = unreadable == Unreadable.REPORTED;
      return new Step.Finished(told ? records.unreadable(sample, e) : PASSED_OVER);
    }
    if (!facts.feed().equals(feed)) {
      return new Step.Finished(PASSED_OVER);
    }
    Question question = new Question(facts, sample);
    Outcome<ModelInput> prepared = scoring.prepare(question);
    return prepared instanceof Outcome.Prepared<ModelInput> input
        ? new Step.Asked(new Ready(question, input.value()))
        : new Step.Finished(records.refused(question, prepared));
  }

  /** Scores events of one shape; a result for each, in order. */
  List<Scored> score(List<Ready> batch) {
    if (batch.size() > 1) {
      try {
        return answered(batch);
      } catch (RunFailed | ShapeMismatch e) {
        // One bad event must not take its batch mates along: below, each has a run of its own.
      }
    }
    return batch.stream().map(this::alone).toList();
  }

  private List<Scored> answered(List<Ready> batch) {
    List<Answer> answers = scoring.answer(batch);
    return IntStream.range(0, batch.size())
        .mapToObj(i -> records.answered(batch.get(i).question().facts(), answers.get(i)))
        .toList();
  }

  private Scored alone(Ready one) {
    try {
      return answered(List.of(one)).get(0);
    } catch (RunFailed | ShapeMismatch e) {
      String reason = String.valueOf(e.getMessage());
      return records.refused(one.question(), Outcome.rejected(Outcome.Cause.MODEL_FAILED, reason));
    }
  }

  /** The records of a sample that never gets to the model. */
  Scored unscored(Sample sample) {
    return sample.state() == Sample.State.WARM_UP
        ? new Scored(List.of(), List.of(InferenceCounters.EVENTS, InferenceCounters.WINDOW_WARMUP))
        : records.unprepared(sample, eventId(sample));
  }

  private @Nullable String eventId(Sample sample) {
    try {
      return EventFacts.read(codec, sample.event().value()).eventId();
    } catch (UnreadableRecord e) {
      return null;
    }
  }

  @Override
  public void close() {
    scoring.close();
  }
}

package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the samples of a micro-batch to the records that are written for them: reads the events,
 * asks the model, and turns refusals into dead letters. Thread-safe.
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

  /** Scores a batch of samples that are ready; a result for each, in order. */
  List<Scored> score(List<Sample> batch) {
    Scored[] results = new Scored[batch.size()];
    List<Question> questions = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Sample sample = batch.get(i);
      try {
        EventFacts facts = EventFacts.read(codec, sample.event().value());
        if (facts.feed().equals(feed)) {
          questions.add(new Question(facts, sample));
          places.add(i);
        } else {
          results[i] = PASSED_OVER;
        }
      } catch (UnreadableRecord e) {
        results[i] =
            unreadable == Unreadable.REPORTED ? records.unreadable(sample, e) : PASSED_OVER;
      }
    }
    List<Outcome<Answer>> answers = answers(questions);
    for (int q = 0; q < questions.size(); q++) {
      results[places.get(q)] = records.of(questions.get(q), answers.get(q));
    }
    return List.of(results);
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

  private List<Outcome<Answer>> answers(List<Question> questions) {
    if (questions.size() > 1) {
      try {
        return scoring.answer(questions);
      } catch (RunFailed | ShapeMismatch e) {
        // One bad event must not take its batch mates along: below, each has a run of its own.
      }
    }
    return questions.stream().map(this::alone).toList();
  }

  private Outcome<Answer> alone(Question question) {
    try {
      return scoring.answer(List.of(question)).get(0);
    } catch (RunFailed | ShapeMismatch e) {
      return Outcome.rejected(Outcome.Cause.MODEL_FAILED, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    scoring.close();
  }
}

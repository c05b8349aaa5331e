package dev.millrace.trainer.join;

import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerTime;
import dev.millrace.trainer.join.JoinOutcome.Kind;
import dev.millrace.trainer.join.JoinState.FeatureState;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Joins the features of one event with its label in event time. What becomes of a record follows
 * from times alone and not from the order in which records arrive, as long as they arrive before
 * the watermark passes their time:
 *
 * <ul>
 *   <li>A label of time T becomes an example when the watermark passes T, if the features' event
 *       time t satisfies {@code T <= t + featureRetention}. A label that claims to be older than
 *       its event counts from t.
 *   <li>The earliest label of an event wins (equal times: the smaller bytes); others that become
 *       due while the features are remembered are repeated.
 *   <li>Features are remembered until {@code t + featureRetention} and labels wait until {@code T +
 *       labelRetention}; what is then unused is counted.
 *   <li>Records that arrive after the watermark has passed their time are joined at once, as late.
 * </ul>
 *
 * <p>Stateless apart from its settings: the caller holds a {@link JoinState} for each event and
 * calls {@link #time} when the watermark reaches {@link #wake}. Times named {@code now} are Flink
 * watermarks in milliseconds, times in records are microseconds.
 */
public final class LabelJoin {

  private final long featureRetention;
  private final long labelRetention;

  /**
   * @param spec how long features and labels wait for each other
   */
  public LabelJoin(JoinSpec spec) {
    featureRetention = spec.featureRetention().toNanos() / 1000;
    labelRetention = spec.labelRetention().toNanos() / 1000;
  }

  /** Features have arrived. Features of an event that is known already are passed over. */
  public void features(
      JoinState state, Arrival features, long now, Consumer<JoinOutcome> outcomes) {
    if (state.featureState() != FeatureState.ABSENT) {
      return;
    }
    state.keep(features);
    settle(state, features.eventId(), now, Kind.JOINED_LATE, outcomes);
  }

  /** A label has arrived. */
  public void label(JoinState state, Arrival label, long now, Consumer<JoinOutcome> outcomes) {
    state.add(label);
    settle(state, label.eventId(), now, Kind.JOINED_LATE, outcomes);
  }

  /** The watermark has reached {@link #wake}. */
  public void time(JoinState state, String eventId, long now, Consumer<JoinOutcome> outcomes) {
    settle(state, eventId, now, Kind.JOINED, outcomes);
  }

  private void settle(
      JoinState state, String eventId, long now, Kind joined, Consumer<JoinOutcome> outcomes) {
    for (Iterator<Arrival> labels = state.labels().iterator(); labels.hasNext(); ) {
      Arrival label = labels.next();
      if (fits(state, label) && MarkerTime.timestamp(dueTime(state, label)) <= now) {
        labels.remove();
        if (state.featureState() == FeatureState.USED) {
          outcomes.accept(JoinOutcome.counted(Kind.LABEL_REPEATED, eventId));
        } else {
          long time = dueTime(state, label);
          Inbound features = state.use();
          outcomes.accept(JoinOutcome.joined(joined, time, features, label));
        }
      }
    }
    expire(state, eventId, now, outcomes);
  }

  private void expire(JoinState state, String eventId, long now, Consumer<JoinOutcome> outcomes) {
    if (state.featureState() != FeatureState.ABSENT && featuresEnd(state) <= now) {
      if (state.featureState() == FeatureState.WAITING) {
        outcomes.accept(JoinOutcome.counted(Kind.FEATURES_UNLABELLED, eventId));
      }
      state.forget();
    }
    for (Iterator<Arrival> labels = state.labels().iterator(); labels.hasNext(); ) {
      if (labelEnd(labels.next()) <= now) {
        labels.remove();
        outcomes.accept(JoinOutcome.counted(Kind.LABEL_EXPIRED, eventId));
      }
    }
  }

  /**
   * The watermark, in milliseconds, at which {@link #time} must be called next; {@link
   * Long#MAX_VALUE} for an empty state.
   */
  public long wake(JoinState state) {
    long next = Long.MAX_VALUE;
    if (state.featureState() != FeatureState.ABSENT) {
      next = featuresEnd(state);
    }
    for (Arrival label : state.labels()) {
      next = Math.min(next, labelEnd(label));
      if (fits(state, label)) {
        next = Math.min(next, MarkerTime.timestamp(dueTime(state, label)));
      }
    }
    return next;
  }

  private boolean fits(JoinState state, Arrival label) {
    return state.featureState() != FeatureState.ABSENT
        && label.time() <= plus(state.featuresTime(), featureRetention);
  }

  private static long dueTime(JoinState state, Arrival label) {
    return Math.max(label.time(), state.featuresTime());
  }

  private long featuresEnd(JoinState state) {
    return MarkerTime.timestamp(plus(state.featuresTime(), featureRetention));
  }

  private long labelEnd(Arrival label) {
    return MarkerTime.timestamp(plus(label.time(), labelRetention));
  }

  /** A sum that stays at the end of time instead of starting again at its beginning. */
  private static long plus(long time, long span) {
    return time > Long.MAX_VALUE - span ? Long.MAX_VALUE : time + span;
  }
}

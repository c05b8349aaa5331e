package dev.millrace.ingest.rule;

import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Payload;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.schemas.task.Task;
import java.util.Collection;
import java.util.List;

/**
 * The rules by kind of payload, asked in order; the first that is broken decides. A new rule is one
 * row here and one method in {@link EventRules} or {@link LabelRules}.
 *
 * <p>Not asked here: whether a label's time lies before its event's. Ingest does not see the two
 * together; the join does.
 */
public final class Rules {

  private final List<Rule<?>> table;

  public Rules(Collection<Task> tasks, Limits limits) {
    EventRules event = new EventRules(limits);
    LabelRules label = new LabelRules(tasks);
    table =
        List.of(
            new Rule<>(Payload.Reading.class, event::hasChannels),
            new Rule<>(Payload.Reading.class, event::hasEveryChannelOfTheFeed),
            new Rule<>(Payload.Reading.class, event::hasNoOtherChannel),
            new Rule<>(Payload.Reading.class, event::holdsNoLabel),
            new Rule<>(Payload.Reading.class, event::hasNoInfiniteValue),
            new Rule<>(Payload.Words.class, event::hasText),
            new Rule<>(Payload.Truth.class, label::namesAnEvent),
            new Rule<>(Payload.Truth.class, label::isForAKnownTask),
            // A class that nobody knows says more than that it is no value.
            new Rule<>(Payload.Truth.class, label::hasKnownClasses),
            new Rule<>(Payload.Truth.class, label::isOfTheTasksKind),
            new Rule<>(Payload.Truth.class, label::hasFiniteNumbers));
  }

  /**
   * Asks every rule for this kind of payload.
   *
   * @throws Rejection by the first that is broken
   */
  public void check(Payload payload, RawFeed feed) throws Rejection {
    for (Rule<?> rule : table) {
      rule.checkIfFor(payload, feed);
    }
  }

  /** Something that a payload of one type must fulfil. */
  private record Rule<P extends Payload>(Class<P> type, Check<P> check) {

    void checkIfFor(Payload payload, RawFeed feed) throws Rejection {
      if (type.isInstance(payload)) {
        check.on(type.cast(payload), feed);
      }
    }
  }

  @FunctionalInterface
  private interface Check<P> {
    void on(P payload, RawFeed feed) throws Rejection;
  }
}

package dev.millrace.ingest.source;

import dev.millrace.schemas.task.LabelDelay;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Gives the labels of a source later than their events, in the order they became known.
 *
 * <p>Delay in events: a label follows the {@code n}-th event after the one it came with and has
 * that event's time; what is left at the end of the input follows in steps, as if events went on.
 * Delay in time: the label time is the time it became known plus the delay, and it follows the
 * first event that is not earlier. Label times strictly rise: one that would not is a microsecond
 * after its predecessor. So their order is the order in which labels are given, whatever the event
 * times are.
 */
final class DelayedLabels extends SourceAround {

  /**
   * Most labels that wait. Beyond, the oldest is given early, with the label time it would have
   * had: that breaks no promise.
   */
  static final int MAX_WAITING = 1_000_000;

  /**
   * @param due event count after which it follows; unused with a delay in time
   * @param label with its final label time where the delay is in time
   */
  private record Waiting(long due, SourceItem.Label label) {}

  private final LabelDelay delay;
  private final long delayMicros;
  private final long stepMicros;
  private final int maxWaiting;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long events;
  private long reached = Long.MIN_VALUE;
  private long lastLabelTime = Long.MIN_VALUE;
  private boolean ended;

  /**
   * @param stepMicros time between labels that are left at the end of the input
   */
  DelayedLabels(EventSource source, LabelDelay delay, long stepMicros) {
    this(source, delay, stepMicros, MAX_WAITING);
  }

  DelayedLabels(EventSource source, LabelDelay delay, long stepMicros, int maxWaiting) {
    super(source);
    this.delay = delay;
    this.delayMicros = delay.time().toNanos() / 1_000;
    this.stepMicros = stepMicros;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    while (!labelIsDue()) {
      Optional<SourceItem> item = source.next();
      if (item.isEmpty()) {
        ended = true;
      } else if (item.get() instanceof SourceItem.Label label) {
        await(label);
        continue;
      } else if (item.get() instanceof SourceItem.Event event) {
        events++;
        reached = Math.max(reached, event.eventTime());
      }
      if (item.isPresent() || waiting.isEmpty()) {
        return item;
      }
    }
    return Optional.of(give(waiting.pop()));
  }

  private boolean labelIsDue() {
    Waiting first = waiting.peek();
    if (first == null) {
      return false;
    }
    if (ended || waiting.size() > maxWaiting) {
      return true;
    }
    return byEvents() ? first.due() <= events : first.label().labelTime() <= knownTime();
  }

  /** A label without delay is due at once, though rising label times may put it after its event. */
  private long knownTime() {
    return delayMicros == 0 ? Long.MAX_VALUE : Math.max(reached, source.eventFloor());
  }

  private boolean byEvents() {
    return delay.events() > 0;
  }

  private void await(SourceItem.Label label) {
    if (byEvents()) {
      waiting.add(new Waiting(events + delay.events(), label));
    } else {
      waiting.add(new Waiting(0, at(label, label.labelTime() + delayMicros)));
    }
  }

  private SourceItem give(Waiting next) {
    if (!byEvents()) {
      return next.label();
    }
    boolean leftOver = next.due() > events;
    return at(next.label(), leftOver ? Math.max(reached, lastLabelTime) + stepMicros : reached);
  }

  private SourceItem.Label at(SourceItem.Label label, long time) {
    lastLabelTime = lastLabelTime == Long.MIN_VALUE ? time : Math.max(time, lastLabelTime + 1);
    return label.at(lastLabelTime);
  }

  @Override
  public long labelFloor() {
    if (byEvents()) {
      // What is due has the time of the event just given; what waits has one still to come.
      long next = labelIsDue() ? Math.min(reached, source.eventFloor()) : source.eventFloor();
      return Math.max(next, lastLabelTime);
    }
    Waiting first = waiting.peek();
    return first != null
        ? first.label().labelTime()
        : Math.max(source.labelFloor() + delayMicros, lastLabelTime);
  }
}

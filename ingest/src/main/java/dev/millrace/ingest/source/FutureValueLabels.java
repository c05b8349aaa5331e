package dev.millrace.ingest.source;

import dev.millrace.schemas.task.LabelSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Labels each reading with what a channel of the same source was some time later: the value of the
 * first reading at or after {@code eventTime + ahead}. The label time is that reading's time: then
 * the truth became known. Readings so close to the end that nothing follows stay without a label
 * and are counted.
 */
final class FutureValueLabels extends SourceAround {

  /** Most readings that wait for their label, over all sources. */
  private static final int MAX_WAITING = 1_000_000;

  private record Waiting(String eventId, long due) {}

  private final String channel;
  private final long aheadMicros;
  private final Map<String, Deque<Waiting>> waiting = new HashMap<>();
  private final Deque<SourceItem.Label> known = new ArrayDeque<>();
  private int waitingCount;
  private volatile long unlabelled;

  FutureValueLabels(EventSource source, LabelSpec.FutureValue spec) {
    super(source);
    this.channel = spec.channel();
    this.aheadMicros = spec.ahead().toNanos() / 1_000;
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    if (!known.isEmpty()) {
      return Optional.of(known.pop());
    }
    Optional<SourceItem> item = source.next();
    if (item.isEmpty()) {
      unlabelled = waitingCount;
    } else if (item.get() instanceof SourceItem.Event event) {
      accept(event);
    }
    return item;
  }

  private void accept(SourceItem.Event event) {
    Deque<Waiting> earlier =
        waiting.computeIfAbsent(event.sourceId(), source -> new ArrayDeque<>());
    String value = CsvRow.decode(event.payload()).get(event.columns().indexOf(channel));
    // A reading without a number tells nothing; the next one of the source has to.
    while (isNumber(value) && !earlier.isEmpty() && earlier.getFirst().due() <= event.eventTime()) {
      known.add(new SourceItem.Label(earlier.pop().eventId(), value, event.eventTime()));
      waitingCount--;
    }
    if (waitingCount == MAX_WAITING) {
      throw new IllegalStateException(
          MAX_WAITING
              + " readings wait for the value of channel '"
              + channel
              + "'; make 'ahead' shorter or play fewer sources at once");
    }
    earlier.add(new Waiting(event.eventId(), event.eventTime() + aheadMicros));
    waitingCount++;
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public long labelFloor() {
    long floor = source.eventFloor();
    return known.isEmpty() ? floor : Math.min(floor, known.getFirst().labelTime());
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>(source.counters());
    counters.put("unlabelled", unlabelled);
    return counters;
  }
}

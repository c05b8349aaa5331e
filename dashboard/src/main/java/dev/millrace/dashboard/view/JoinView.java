package dev.millrace.dashboard.view;

import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Joins predictions and labels of an event and task, in whichever order they come within {@link
 * Stores#WAITING_KEPT}: how long the label took, and how good the prediction was.
 */
final class JoinView implements Processor<String, byte[], Void, Void> {

  private WindowStore<String, byte[]> waiting;
  private KeyValueStore<String, byte[]> scores;
  private TaskWindows delays;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    waiting = context.getStateStore(Stores.WAITING);
    scores = context.getStateStore(Stores.ACCURACY);
    delays = new TaskWindows(context.getStateStore(Stores.DELAYS), Stores.COARSE_MILLIS);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Joining arrived = Joining.of(record.value());
    long at = record.timestamp();
    Joining other = take(key(!arrived.prediction(), arrived.task(), record.key()), at);
    if (other == null) {
      waiting.put(key(arrived.prediction(), arrived.task(), record.key()), record.value(), at);
      return;
    }
    Joining prediction = arrived.prediction() ? arrived : other;
    Joining label = arrived.prediction() ? other : arrived;
    delays.add(arrived.task(), at, label.millis() - prediction.millis(), List.of());
    String key = Stores.key(prediction.task(), prediction.source());
    byte[] kept = scores.get(key);
    SourceScore before = kept == null ? SourceScore.NONE : SourceScore.of(kept);
    SourceScore now = before.with(prediction, label);
    if (!now.equals(before)) {
      scores.put(key, now.bytes());
    }
  }

  private static String key(boolean prediction, String task, String event) {
    return Stores.key(prediction ? "p" : "l", task, event);
  }

  /** What waits under a key, which it then does no longer. */
  private @Nullable Joining take(String key, long now) {
    long from = Math.max(0, now - Stores.WAITING_KEPT.toMillis());
    long to = now + Stores.WAITING_KEPT.toMillis();
    KeyValue<Long, byte[]> found = null;
    try (WindowStoreIterator<byte[]> entries = waiting.fetch(key, from, to)) {
      if (entries.hasNext()) {
        found = entries.next();
      }
    }
    if (found == null) {
      return null;
    }
    waiting.put(key, null, found.key);
    return Joining.of(found.value);
  }
}

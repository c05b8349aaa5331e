package dev.millrace.deploy.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps the newest records of a topic by the time they were appended, since partitions are read one
 * after the other.
 *
 * @param <T> what the record held
 */
final class Newest<T> {

  private record Entry<T>(long appended, int partition, long offset, T value) {}

  private static final Comparator<Entry<?>> OLDEST_FIRST =
      Comparator.<Entry<?>>comparingLong(Entry::appended)
          .thenComparingInt(Entry::partition)
          .thenComparingLong(Entry::offset);

  private final PriorityQueue<Entry<T>> entries = new PriorityQueue<>(OLDEST_FIRST);
  private final int limit;

  /** Keeps so many records, or all with {@link Integer#MAX_VALUE}. */
  Newest(int limit) {
    this.limit = limit;
  }

  void add(ConsumerRecord<?, ?> record, T value) {
    entries.add(new Entry<>(record.timestamp(), record.partition(), record.offset(), value));
    if (entries.size() > limit) {
      entries.poll();
    }
  }

  /** What was kept, oldest first. */
  List<T> inOrder() {
    List<Entry<T>> sorted = new ArrayList<>(entries);
    sorted.sort(OLDEST_FIRST);
    return sorted.stream().map(Entry::value).toList();
  }
}

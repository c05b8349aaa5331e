package dev.millrace.trainer.join;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts a task's examples in their total order: by label time, then event id, numbered without gaps.
 * Examples wait until the watermark has passed their label time, so the order does not depend on
 * how they arrived. A late one is appended at once.
 *
 * <p>Not thread-safe.
 *
 * @param <T> an example
 */
public final class ExampleOrder<T> {

  /** Receives the examples in order. */
  @FunctionalInterface
  public interface Receiver<T> {
    /**
     * Takes the next example.
     *
     * @param sequence its place, from 0 without gaps
     */
    void accept(long sequence, T example);
  }

  /**
   * An example with its place in the order.
   *
   * @param labelTime label time, microseconds
   * @param eventId id of the event
   */
  private record Placed<T>(long labelTime, String eventId, T example) {}

  private final PriorityQueue<Placed<T>> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong((Placed<T> placed) -> placed.labelTime())
              .thenComparing(Placed::eventId));
  private long next;

  /**
   * @param next sequence of the next example
   */
  public ExampleOrder(long next) {
    this.next = next;
  }

  /** Lets an example wait for its turn. */
  public void add(long labelTime, String eventId, T example) {
    waiting.add(new Placed<>(labelTime, eventId, example));
  }

  /** Appends a late example without waiting. */
  public void append(T example, Receiver<T> receiver) {
    receiver.accept(next++, example);
  }

  /**
   * Gives out every example of a label time before the given one.
   *
   * @param before microseconds; no further example is older, apart from late ones
   */
  public void advance(long before, Receiver<T> receiver) {
    advance(before, Integer.MAX_VALUE, receiver);
  }

  /**
   * As {@link #advance(long, Receiver)}, but no more than so many.
   *
   * @return how many it gave out
   */
  public int advance(long before, int most, Receiver<T> receiver) {
    int given = 0;
    while (given < most && due(before)) {
      receiver.accept(next++, waiting.remove().example());
      given++;
    }
    return given;
  }

  /** Whether an example of a label time before the given one waits. */
  public boolean due(long before) {
    return !waiting.isEmpty() && (waiting.peek().labelTime() < before || before == Long.MAX_VALUE);
  }

  /** Sequence of the next example. */
  public long next() {
    return next;
  }

  /** The waiting examples, in no particular order. */
  public List<T> waiting() {
    return waiting.stream().map(Placed::example).toList();
  }
}

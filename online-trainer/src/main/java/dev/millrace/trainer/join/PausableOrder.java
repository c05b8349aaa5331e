package dev.millrace.trainer.join;

import dev.millrace.trainer.join.ExampleOrder.Receiver;
import java.util.ArrayDeque;
import java.util.List;

/**
 * An {@link ExampleOrder} that can be told to give out nothing for a while. What would have been
 * given out is remembered in the order in which it would have been: a pause changes when examples
 * come, never which comes after which.
 *
 * <p>Not thread-safe.
 *
 * @param <T> an example
 */
public final class PausableOrder<T> {

  /**
   * A late example that could not be appended yet.
   *
   * @param before the watermark when it came, microseconds: what is older goes before it
   * @param example the example
   */
  public record Held<T>(long before, T example) {}

  private final ExampleOrder<T> order;
  private final ArrayDeque<Held<T>> held = new ArrayDeque<>();
  private long reached = Long.MIN_VALUE;
  private boolean paused;
  private boolean caughtUp = true;

  /**
   * @param next sequence of the next example
   */
  public PausableOrder(long next) {
    order = new ExampleOrder<>(next);
  }

  /** Goes on where {@link #reached}, {@link #paused} and {@link #held} were. */
  public void restore(long reached, boolean paused, List<Held<T>> held) {
    this.reached = reached;
    this.paused = paused;
    this.held.addAll(held);
    caughtUp = false;
  }

  /** Gives out nothing until {@link #resume}. */
  public void pause() {
    paused = true;
    caughtUp = false;
  }

  /** Lets {@link #give} give out what waits. */
  public void resume() {
    paused = false;
  }

  public boolean paused() {
    return paused;
  }

  /** Lets an example wait for its turn. */
  public void add(long labelTime, String eventId, T example) {
    order.add(labelTime, eventId, example);
  }

  /** Appends a late example, behind all that should have been given out before it. */
  public void append(T example, Receiver<T> receiver) {
    if (caughtUp) {
      order.append(example, receiver);
    } else {
      held.add(new Held<>(reached, example));
    }
  }

  /** Notes that no further example is older than this, microseconds, apart from late ones. */
  public void reach(long before) {
    reached = before;
  }

  /**
   * Gives out what is due.
   *
   * @param most no more than so many
   * @return whether nothing more is due
   */
  public boolean give(int most, Receiver<T> receiver) {
    caughtUp = !paused && giveAll(most, receiver);
    return caughtUp;
  }

  private boolean giveAll(int most, Receiver<T> receiver) {
    int left = most;
    while (!held.isEmpty()) {
      left -= order.advance(held.peek().before(), left, receiver);
      if (left == 0) {
        return false;
      }
      order.append(held.remove().example(), receiver);
      left--;
    }
    order.advance(reached, left, receiver);
    return !order.due(reached);
  }

  /** Sequence of the next example. */
  public long next() {
    return order.next();
  }

  /** The watermark that has been reached, microseconds. */
  public long reached() {
    return reached;
  }

  /** Examples that wait for their turn, in no particular order. */
  public List<T> waiting() {
    return order.waiting();
  }

  /** Late examples that wait, in the order in which they came. */
  public List<Held<T>> held() {
    return List.copyOf(held);
  }
}

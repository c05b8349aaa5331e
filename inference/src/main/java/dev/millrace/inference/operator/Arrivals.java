package dev.millrace.inference.operator;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Samples and watermarks in the order in which they came, until they may leave in that order. One
 * thread adds and lets leave; any thread may finish a {@link Ticket}.
 */
final class Arrivals {

  private final Queue<Arrival> waiting = new ArrayDeque<>();

  /** Where arrivals go once all before them have gone. */
  interface Exit {

    /** A sample leaves with its result. */
    void scored(Scored scored);

    /**
     * A watermark leaves.
     *
     * @param time milliseconds
     */
    void watermark(long time);
  }

  private sealed interface Arrival {

    boolean ready();

    void leave(Exit exit);
  }

  /** The place of a sample whose result is to come. */
  static final class Ticket implements Arrival {
    private final Sample sample;
    private volatile @Nullable Scored scored;

    private Ticket(Sample sample) {
      this.sample = sample;
    }

    Sample sample() {
      return sample;
    }

    /** Lets the sample leave when its turn comes. */
    void finish(Scored result) {
      scored = result;
    }

    @Override
    public boolean ready() {
      return scored != null;
    }

    @Override
    public void leave(Exit exit) {
      Scored result = scored;
      if (result != null) {
        exit.scored(result);
      }
    }
  }

  private record Mark(long time) implements Arrival {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void leave(Exit exit) {
      exit.watermark(time);
    }
  }

  Ticket add(Sample sample) {
    Ticket ticket = new Ticket(sample);
    waiting.add(ticket);
    return ticket;
  }

  void addWatermark(long time) {
    waiting.add(new Mark(time));
  }

  /** Samples and watermarks that are still here. */
  int size() {
    return waiting.size();
  }

  /** Lets all leave up to the first sample that isn't finished. */
  void leaveInOrder(Exit exit) {
    for (Arrival next = waiting.peek(); next != null && next.ready(); next = waiting.peek()) {
      waiting.remove();
      next.leave(exit);
    }
  }
}

package dev.millrace.ingest.replay;

import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceItem;
import java.time.Duration;
import java.util.Optional;

/** One feed's part of a replay. */
final class FeedSource implements EventSource {

  private static final Duration QUIET = Duration.ofMillis(500);
  private static final long NANOS_A_MICRO = 1_000;

  private final String feed;
  private final Player player;
  private final ByteBoundedQueue<Played> queue;
  private long floor;
  private boolean closed;

  /**
   * @param start event time of the first moment of the replay, nanoseconds
   */
  FeedSource(String feed, Player player, ByteBoundedQueue<Played> queue, long start) {
    this.floor = Math.floorDiv(start, NANOS_A_MICRO);
    this.feed = feed;
    this.player = player;
    this.queue = queue;
  }

  void put(Played next) throws InterruptedException {
    queue.put(next, next.bytes());
  }

  void end() {
    queue.end();
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    player.start();
    // Asked before the queue is looked at: what is put there later is not before this.
    long reached = player.reached();
    Optional<Played> next = queue.poll(QUIET);
    if (next.isPresent()) {
      SourceItem item = next.get().item();
      if (item instanceof SourceItem.Event event) {
        raise(event.eventTime());
      }
      return Optional.of(item);
    }
    if (queue.exhausted()) {
      player.throwFailure(feed);
      return Optional.empty();
    }
    if (reached != Long.MIN_VALUE) {
      raise(Math.floorDiv(reached, NANOS_A_MICRO));
    }
    return Optional.of(new SourceItem.Quiet());
  }

  private void raise(long time) {
    floor = Math.max(floor, time);
  }

  @Override
  public long eventFloor() {
    return floor;
  }

  @Override
  public long labelFloor() {
    return floor;
  }

  @Override
  public void stop() {
    player.stop();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      queue.close();
      player.closed();
    }
  }
}

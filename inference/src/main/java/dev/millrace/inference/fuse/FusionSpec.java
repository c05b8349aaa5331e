package dev.millrace.inference.fuse;

import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.Task;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What a task fuses, and how much of it is held.
 *
 * @param items what each prediction carries
 * @param feeds where it comes from
 * @param unmarkedEvents whether the predicted events themselves come without markers
 * @param mostReadings most readings that are held; then the oldest are forgotten
 * @param mostHeldBytes most bytes of predictions that wait; then the first leaves as it is
 */
record FusionSpec(
    List<FuseSpec> items,
    List<FusedFeed> feeds,
    boolean unmarkedEvents,
    int mostReadings,
    long mostHeldBytes)
    implements Serializable {

  /** Some 50 MiB; a vehicle with a hundred readings a second fills it in an hour. */
  static final int MOST_READINGS = 400_000;

  /** Some 100,000 predictions of boxes. */
  static final long MOST_HELD_BYTES = 64L << 20;

  FusionSpec {
    items = List.copyOf(items);
    feeds = List.copyOf(feeds);
  }

  static FusionSpec of(Task task) {
    return new FusionSpec(
        task.fuse(),
        FusedFeed.of(task.fuse()),
        !task.feed().marked(),
        MOST_READINGS,
        MOST_HELD_BYTES);
  }

  FusedFeed feed(String name) {
    return feeds.stream().filter(feed -> feed.feed().name().equals(name)).findFirst().orElseThrow();
  }

  /** Farthest that any reading may lie from its event. */
  Duration within() {
    return items.stream().map(FuseSpec::within).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** How far events without markers may be out of order. */
  Duration lateness() {
    return items.stream().map(FuseSpec::lateness).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Whether a sensor may fall silent without an end, so that the clock must bound the wait. */
  boolean endless() {
    return feeds.stream().anyMatch(FusedFeed::endless);
  }
}

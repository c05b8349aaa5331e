package dev.millrace.ingest.source;

import dev.millrace.schemas.EventId;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Positions, ids and times of a live feed's events. Times come from the clock and strictly rise, so
 * that the floor is always one microsecond after the last event; should the clock step back, events
 * keep to the floor until it has caught up.
 */
final class LiveEvents {

  private final String feed;
  private final InstantSource clock;
  private long sequence;
  private long floor;

  LiveEvents(String feed, InstantSource clock) {
    this.feed = feed;
    this.clock = clock;
    this.floor = EventTimes.micros(clock.instant());
  }

  /** The next event, which happened at this time. */
  SourceItem.Event next(Instant happened, Entry.Body body) {
    long time = Math.max(EventTimes.micros(happened), floor);
    floor = time + 1;
    long position = sequence++;
    return new SourceItem.Event(
        EventId.of(feed, feed, position, time),
        feed,
        position,
        time,
        body.contentType(),
        body.payload(),
        body.attributes(),
        body.columns());
  }

  /** Nothing happened up to now. */
  SourceItem quiet() {
    floor = Math.max(floor, EventTimes.micros(clock.instant()));
    return new SourceItem.Quiet();
  }

  long floor() {
    return floor;
  }
}

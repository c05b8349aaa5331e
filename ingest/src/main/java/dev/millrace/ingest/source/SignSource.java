package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A street sign a second, drawn here. What stands on it is not sent: attribute {@code file} is
 * {@code sign-<index>.jpg}, and {@link DrawnSigns} gives the texts for {@link #SEED} and index.
 */
public final class SignSource implements EventSource {

  /** Seed of the signs, so that whoever sees the index can look the texts up. */
  public static final long SEED = 7;

  /** Reading one takes a few hundred milliseconds of a core; a demonstration has little more. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Beat beat;
  private final LiveEvents events;
  private long index;

  static SignSource open(Feed feed, InstantSource clock) {
    return new SignSource(feed, clock, Beat.every(PERIOD, clock));
  }

  SignSource(Feed feed, InstantSource clock, Beat beat) {
    this.clock = clock;
    this.beat = beat;
    this.events = new LiveEvents(feed.name(), clock);
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    if (!beat.next()) {
      return Optional.empty();
    }
    String name = "sign-" + index + ".jpg";
    byte[] jpeg = DrawnSigns.sign(SEED, index++).jpeg();
    Entry.Body body =
        new Entry.Body(RawHeaders.JPEG, jpeg, List.of(), Map.of(ImageEntries.FILE, name));
    return Optional.of(events.next(clock.instant(), body));
  }

  @Override
  public long eventFloor() {
    return events.floor();
  }

  @Override
  public long labelFloor() {
    return events.floor();
  }

  @Override
  public Map<String, Long> counters() {
    return Map.of("signs_missed", beat.missed());
  }

  @Override
  public void stop() {
    beat.stop();
  }

  @Override
  public void close() {
    stop();
  }
}

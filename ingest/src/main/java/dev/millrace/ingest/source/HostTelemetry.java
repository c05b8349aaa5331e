package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Four readings a second of what this host is doing. Readings that a busy host misses are not made
 * up for, only counted.
 */
final class HostTelemetry implements EventSource {

  static final Duration PERIOD = Duration.ofMillis(250);

  private final List<String> channels;
  private final HostProbe probe;
  private final InstantSource clock;
  private final Pause pause;
  private final CountDownLatch stopped;
  private final LiveEvents events;
  private Instant due;
  private final AtomicLong missed = new AtomicLong();

  /**
   * @throws UnusableSource if the feed wants a channel that there isn't
   */
  static HostTelemetry open(Feed feed, InstantSource clock) {
    checkChannels(feed);
    CountDownLatch stopped = new CountDownLatch(1);
    return new HostTelemetry(feed, new OshiProbe(clock), clock, Pause.until(stopped), stopped);
  }

  HostTelemetry(
      Feed feed, HostProbe probe, InstantSource clock, Pause pause, CountDownLatch stopped) {
    List<String> wanted = feed.columns().channels();
    this.channels = wanted.isEmpty() ? HostProbe.CHANNELS : wanted;
    this.probe = probe;
    this.clock = clock;
    this.pause = pause;
    this.stopped = stopped;
    this.events = new LiveEvents(feed.name(), clock);
    this.due = clock.instant().plus(PERIOD);
  }

  private static void checkChannels(Feed feed) {
    List<String> wanted = new ArrayList<>(feed.columns().channels());
    if (feed.labels() instanceof LabelSpec.FutureValue future) {
      wanted.add(future.channel());
    }
    List<String> problems =
        wanted.stream()
            .filter(channel -> !HostProbe.CHANNELS.contains(channel))
            .map(
                channel ->
                    "host telemetry has no channel '"
                        + channel
                        + "'; did you mean '"
                        + NearestName.of(channel, HostProbe.CHANNELS)
                        + "'? It has "
                        + HostProbe.CHANNELS)
            .toList();
    if (!problems.isEmpty()) {
      throw new UnusableSource(problems);
    }
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), due);
    // A clock that was set back must not stop the beat.
    Duration bounded = wait.compareTo(PERIOD) > 0 ? PERIOD : wait;
    if (pause.stoppedAfter(bounded.isNegative() ? Duration.ZERO : bounded)) {
      return Optional.empty();
    }
    double[] sample = probe.sample();
    Instant now = clock.instant();
    plan(now);
    return Optional.of(events.next(now, body(sample)));
  }

  /** The next moment of the beat that is still to come. */
  private void plan(Instant now) {
    due = due.plus(PERIOD);
    if (!due.isAfter(now)) {
      long behind = Duration.between(due, now).dividedBy(PERIOD) + 1;
      missed.addAndGet(behind);
      due = due.plus(PERIOD.multipliedBy(behind));
    }
  }

  private Entry.Body body(double[] sample) {
    List<byte[]> values = new ArrayList<>(channels.size());
    for (String channel : channels) {
      double value = sample[HostProbe.CHANNELS.indexOf(channel)];
      values.add(Double.toString(value).getBytes(StandardCharsets.UTF_8));
    }
    return new Entry.Body(RawHeaders.CSV, CsvRow.encode(values), channels, Map.of());
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
    return Map.of("readings_missed", missed.get());
  }

  @Override
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
  }
}

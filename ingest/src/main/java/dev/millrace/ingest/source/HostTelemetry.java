package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Four readings a second of what this host is doing. */
final class HostTelemetry implements EventSource {

  static final Duration PERIOD = Duration.ofMillis(250);

  private final List<String> channels;
  private final HostProbe probe;
  private final InstantSource clock;
  private final Beat beat;
  private final LiveEvents events;

  /**
   * @throws UnusableSource if the feed wants a channel that there isn't
   */
  static HostTelemetry open(Feed feed, InstantSource clock) {
    checkChannels(feed);
    return new HostTelemetry(feed, new OshiProbe(clock), clock, Beat.every(PERIOD, clock));
  }

  HostTelemetry(Feed feed, HostProbe probe, InstantSource clock, Beat beat) {
    List<String> wanted = feed.columns().channels();
    this.channels = wanted.isEmpty() ? HostProbe.CHANNELS : wanted;
    this.probe = probe;
    this.clock = clock;
    this.beat = beat;
    this.events = new LiveEvents(feed.name(), clock);
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
    return beat.next()
        ? Optional.of(events.next(clock.instant(), body(probe.sample())))
        : Optional.empty();
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
    return Map.of("readings_missed", beat.missed());
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

package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.TimeSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HostTelemetryTest {

  private final ManualClock clock = new ManualClock();
  private int samples;

  @Test
  void readingsComeFourTimesASecond() throws InterruptedException {
    List<SourceItem.Event> events = events(scripted(feed(List.of(), null)), 5);

    assertThat(events).extracting(SourceItem.Event::columns).containsOnly(HostProbe.CHANNELS);
    for (int i = 1; i < events.size(); i++) {
      assertThat(events.get(i).eventTime() - events.get(i - 1).eventTime()).isEqualTo(250_000);
    }
    assertThat(new String(events.get(2).payload(), UTF_8)).isEqualTo("3.0,1.0,2.0,3.0,4.0,5.0");
  }

  @Test
  void onlyTheChannelsOfTheFeedAreSent() throws InterruptedException {
    SourceItem.Event event = events(scripted(feed(List.of("net_out", "cpu"), null)), 1).get(0);

    assertThat(event.columns()).containsExactly("net_out", "cpu");
    assertThat(new String(event.payload(), UTF_8)).isEqualTo("5.0,1.0");
  }

  @Test
  void aHostThatSleptGoesOnWithTheBeatAndCountsWhatItMissed() throws InterruptedException {
    HostTelemetry source = scripted(feed(List.of(), null));
    long first = events(source, 1).get(0).eventTime();
    clock.advance(Duration.ofMillis(1_100));

    List<SourceItem.Event> later = events(source, 2);

    assertThat(later.get(0).eventTime() - first).isEqualTo(1_100_000);
    assertThat(later.get(1).eventTime() - first).isEqualTo(1_250_000);
    assertThat(source.counters()).containsEntry("readings_missed", 3L);
  }

  @Test
  void theLabelIsTheCpuUseThatThenHappened() throws InterruptedException {
    Feed feed = feed(List.of(), new LabelSpec.FutureValue("cpu", Duration.ofSeconds(1)));
    FutureValueLabels source =
        new FutureValueLabels(
            scripted(feed), new LabelSpec.FutureValue("cpu", Duration.ofSeconds(1)));
    List<SourceItem.Event> events = new ArrayList<>();
    List<SourceItem.Label> labels = new ArrayList<>();
    while (labels.size() < 3) {
      SourceItem item = source.next().orElseThrow();
      if (item instanceof SourceItem.Event event) {
        events.add(event);
      } else if (item instanceof SourceItem.Label label) {
        labels.add(label);
      }
    }

    // Four readings later, and known at that time.
    assertThat(labels.get(0))
        .isEqualTo(new SourceItem.Label(events.get(0).eventId(), "5.0", events.get(4).eventTime()));
    assertThat(labels.get(2).text()).isEqualTo("7.0");
  }

  @Test
  void aChannelThatThereIsNotIsAnErrorWithTheNearestName() {
    assertThatThrownBy(() -> HostTelemetry.open(feed(List.of("cpus"), null), clock))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("no channel 'cpus'; did you mean 'cpu'?");
  }

  @Test
  void thisHostGivesPercentsAndRatesAndStopsAtOnce() throws InterruptedException {
    EventSource source = Sources.live(feed(List.of(), null), InstantSource.system());

    SourceItem.Event event = (SourceItem.Event) source.next().orElseThrow();
    List<Double> values = CsvRow.decode(event.payload()).stream().map(Double::parseDouble).toList();

    assertThat(values).hasSize(6).allMatch(value -> value >= 0 && Double.isFinite(value));
    assertThat(values.get(0)).isLessThanOrEqualTo(100);
    assertThat(values.get(1)).isBetween(0.1, 100.0);
    source.stop();
    assertThat(source.next()).isEmpty();
    source.close();
  }

  private HostTelemetry scripted(Feed feed) {
    HostProbe probe = () -> new double[] {++samples, 1, 2, 3, 4, 5};
    Pause pause =
        duration -> {
          clock.advance(duration);
          return false;
        };
    return new HostTelemetry(
        feed, probe, clock, new Beat(HostTelemetry.PERIOD, clock, pause, new CountDownLatch(1)));
  }

  private static List<SourceItem.Event> events(EventSource source, int count)
      throws InterruptedException {
    List<SourceItem.Event> events = new ArrayList<>();
    while (events.size() < count) {
      Optional<SourceItem> item = source.next();
      item.ifPresent(i -> events.add((SourceItem.Event) i));
    }
    return events;
  }

  private static Feed feed(List<String> channels, LabelSpec labels) {
    return new Feed(
        "host",
        List.of(),
        FeedFormat.HOST_TELEMETRY,
        TestFeeds.COMMAS,
        TestFeeds.channels(channels),
        TimeSpec.COUNTED,
        labels,
        LabelDelay.NONE,
        null);
  }
}

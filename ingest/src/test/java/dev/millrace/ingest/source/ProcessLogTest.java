package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.TimeSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class ProcessLogTest {

  private final ManualClock clock = new ManualClock();
  // A context of its own: the test's own log goes on as it is.
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> console = new ListAppender<>();
  private final Logger kafka = context.getLogger("org.apache.kafka.clients.Metadata");
  private final ProcessLog source;

  ProcessLogTest() {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    console.setContext(context);
    console.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    source = new ProcessLog(feed(), context, clock);
  }

  @AfterEach
  void detach() {
    source.close();
  }

  @Test
  void aLineIsTheTextAndItsLevelTheLabel() throws InterruptedException {
    kafka.warn("Topic {} is gone", "a");

    SourceItem.Event event = (SourceItem.Event) source.next().orElseThrow();
    SourceItem.Label label = (SourceItem.Label) source.next().orElseThrow();

    assertThat(event.payload()).asString().isEqualTo("o.a.k.clients.Metadata: Topic a is gone");
    assertThat(label).isEqualTo(new SourceItem.Label(event.eventId(), "WARN", event.eventTime()));
  }

  @Test
  void debugIsHeardButNotPrinted() throws InterruptedException {
    assertThat(kafka.isDebugEnabled()).isTrue();
    kafka.debug("heartbeat");
    kafka.info("joined");

    assertThat(texts(2))
        .containsExactly("o.a.k.clients.Metadata: heartbeat", "o.a.k.clients.Metadata: joined");
    assertThat(console.list).extracting(ILoggingEvent::getMessage).containsExactly("joined");
  }

  @Test
  void nothingIsLeftOfItWhenItIsClosed() {
    source.close();

    assertThat(kafka.isDebugEnabled()).isFalse();
    assertThat(context.getTurboFilterList()).isEmpty();
  }

  @Test
  void millracesOwnLoggersAndTheFeedersThreadsAreNotHeard() throws Exception {
    context.getLogger("dev.millrace.ingest.source.Feeder").warn("own");
    Thread network =
        new Thread(() -> kafka.warn("own"), "kafka-producer-network-thread | millrace-feeder-log");
    network.start();
    network.join();
    kafka.warn("other");

    assertThat(texts(1)).containsExactly("o.a.k.clients.Metadata: other");
    assertThat(source.next().orElseThrow()).isInstanceOf(SourceItem.Label.class);
    assertThat(source.next().orElseThrow()).isInstanceOf(SourceItem.Quiet.class);
  }

  @Test
  void aFloodIsCutToTheRateAndLeavesRoomForTheRareLine() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      kafka.debug("flood {}", i);
    }
    kafka.warn("rare");

    List<String> texts = texts(16);
    assertThat(texts.subList(0, 15)).allMatch(text -> text.contains("flood"));
    assertThat(texts.get(15)).endsWith("rare");
    assertThat(source.counters()).containsEntry("log_lines_above_rate", 85L);
    assertThat(kafka.isDebugEnabled()).isFalse();

    clock.advance(Duration.ofSeconds(1));
    assertThat(kafka.isDebugEnabled()).isTrue();
  }

  @Test
  void timesRiseThoughTheClockStandsStill() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      kafka.info("line");
    }
    List<Long> times = new ArrayList<>();
    while (times.size() < 5) {
      long floor = source.eventFloor();
      if (source.next().orElseThrow() instanceof SourceItem.Event event) {
        assertThat(event.eventTime()).isGreaterThanOrEqualTo(floor);
        times.add(event.eventTime());
      }
    }
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  private List<String> texts(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      Optional<SourceItem> item = source.next();
      if (item.orElseThrow() instanceof SourceItem.Event event) {
        texts.add(new String(event.payload(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private static Feed feed() {
    return new Feed(
        "log",
        List.of(),
        FeedFormat.PROCESS_LOG,
        TestFeeds.COMMAS,
        Feed.Columns.NONE,
        TimeSpec.COUNTED,
        new LabelSpec.LogLevel(),
        LabelDelay.NONE,
        null);
  }
}

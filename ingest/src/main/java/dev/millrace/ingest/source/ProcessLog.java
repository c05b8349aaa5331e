package dev.millrace.ingest.source;

import ch.qos.logback.classic.LoggerContext;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Log lines of this process as texts: the logger's name and the message, at most 20 a second. The
 * level is not in the text; it is the label.
 */
final class ProcessLog implements EventSource {

  /** Longest wait for a line, so that markers go on and a stop is quick. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private enum Labels {
    LEVEL,
    NONE
  }

  private final LoggerContext context;
  private final LogCapture capture;
  private final LiveEvents events;
  private final Labels labels;
  private SourceItem.@Nullable Label pending;
  private volatile boolean stopped;

  /**
   * @throws UnusableSource if this process doesn't log through Logback
   */
  static ProcessLog open(Feed feed, InstantSource clock) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "' reads this process's log through Logback, but SLF4J is bound to "
              + factory.getClass().getName()
              + "; put logback-classic alone on the class path");
    }
    return new ProcessLog(feed, context, clock);
  }

  ProcessLog(Feed feed, LoggerContext context, InstantSource clock) {
    this.context = context;
    this.capture = new LogCapture(clock);
    this.events = new LiveEvents(feed.name(), clock);
    this.labels = feed.labels() instanceof LabelSpec.LogLevel ? Labels.LEVEL : Labels.NONE;
    capture.attach(context);
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    if (pending != null) {
      SourceItem label = pending;
      pending = null;
      return Optional.of(label);
    }
    if (stopped) {
      return Optional.empty();
    }
    LogCapture.Heard heard = capture.queue().poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return Optional.of(heard == null ? events.quiet() : event(heard));
  }

  private SourceItem event(LogCapture.Heard heard) {
    byte[] text = heard.text().getBytes(StandardCharsets.UTF_8);
    SourceItem.Event event =
        events.next(heard.time(), new Entry.Body(RawHeaders.TEXT, text, List.of(), Map.of()));
    if (labels == Labels.LEVEL) {
      pending = new SourceItem.Label(event.eventId(), heard.level(), event.eventTime());
    }
    return event;
  }

  @Override
  public long eventFloor() {
    return events.floor();
  }

  @Override
  public long labelFloor() {
    return pending == null ? events.floor() : pending.labelTime();
  }

  @Override
  public Map<String, Long> counters() {
    return capture.counters();
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stopped = true;
    capture.detach(context);
  }
}

package dev.millrace.ingest.source;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Listens to what Kafka and Flink log in this process, DEBUG and above, whatever the configured
 * levels are.
 *
 * <p>A turbo filter and no appender: it sees each call before its level is checked, so no logger
 * has to be raised to DEBUG and nothing more than before reaches the console. Where code asks first
 * whether DEBUG is on, it is told so while there is budget for a line. Only this one answer
 * differs: whether a line is printed is left to the logger's level.
 *
 * <p>Its own path is not heard, or each event would make the next: the feeders' threads and their
 * producers' network threads.
 */
final class LogCapture extends TurboFilter {

  /**
   * Characters of a text; the rest are identifiers and configurations that say little more about
   * its level, and cost a language model time that grows with them.
   */
  private static final int MAX_TEXT = 300;

  /** Lines of a few seconds: who comes late to a live source hears what is said then. */
  private static final int MAX_QUEUED = 3 * LogBudget.LINES_PER_SECOND;

  private static final List<String> HEARD = List.of("org.apache.kafka.", "org.apache.flink.");

  /** A line that was logged. */
  record Heard(Instant time, String level, String text) {}

  private final InstantSource clock;
  private final LogBudget budget;
  private final BlockingQueue<Heard> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicLong aboveRate = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  LogCapture(InstantSource clock) {
    this.clock = clock;
    this.budget = new LogBudget(clock);
  }

  void attach(LoggerContext context) {
    setContext(context);
    start();
    context.addTurboFilter(this);
  }

  void detach(LoggerContext context) {
    context.getTurboFilterList().remove(this);
    stop();
  }

  BlockingQueue<Heard> queue() {
    return queue;
  }

  Map<String, Long> counters() {
    return Map.of("log_lines_above_rate", aboveRate.get(), "log_lines_dropped", dropped.get());
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    if (!level.isGreaterOrEqual(Level.DEBUG) || !hears(logger.getName())) {
      return FilterReply.NEUTRAL;
    }
    LogBudget.Share share = level == Level.DEBUG ? LogBudget.Share.FLOOD : LogBudget.Share.RARE;
    if (format == null) {
      return budget.allows(share) ? FilterReply.ACCEPT : FilterReply.NEUTRAL;
    }
    if (!budget.take(share)) {
      aboveRate.incrementAndGet();
    } else if (!queue.offer(heard(logger, level, format, params))) {
      dropped.incrementAndGet();
    }
    return FilterReply.NEUTRAL;
  }

  private static boolean hears(String logger) {
    return HEARD.stream().anyMatch(logger::startsWith)
        && !Thread.currentThread().getName().contains(FeedProducer.CLIENT_PREFIX);
  }

  private Heard heard(Logger logger, Level level, String format, Object @Nullable [] params) {
    String message = MessageFormatter.arrayFormat(format, params).getMessage();
    String text = shortened(logger.getName()) + ": " + message;
    return new Heard(
        clock.instant(), level.toString(), text.substring(0, Math.min(MAX_TEXT, text.length())));
  }

  /** {@code org.apache.kafka.clients.Metadata} becomes {@code o.a.k.clients.Metadata}. */
  static String shortened(String logger) {
    String[] parts = logger.split("\\.", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      text.append(i > 0 ? "." : "");
      text.append(
          i < 3 && i < parts.length - 1
              ? parts[i].substring(0, Math.min(1, parts[i].length()))
              : parts[i]);
    }
    return text.toString();
  }
}

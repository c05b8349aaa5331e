package dev.millrace.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where log lines go: warnings to stderr, more with {@code -v}, all of a run into its file. */
final class Logging {

  private static final String CONSOLE = "STDERR";
  private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{30} %msg%n";

  private Logging() {}

  /** Lets INFO lines through to stderr. */
  static void verbose() {
    Appender<ILoggingEvent> console = root().getAppender(CONSOLE);
    if (console instanceof ConsoleAppender<ILoggingEvent> known) {
      known.clearAllFilters();
      known.addFilter(filter(Level.INFO));
    }
  }

  /** A log file that is being written until it is closed. */
  record LogFile(FileAppender<ILoggingEvent> appender) implements AutoCloseable {
    @Override
    public void close() {
      root().detachAppender(appender);
      appender.stop();
    }
  }

  /** Appends INFO lines and above to {@code millrace.log} in a run's folder. */
  static LogFile fileIn(Path folder) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    file.setContext(context);
    file.setName(folder.toString());
    file.setFile(folder.resolve("millrace.log").toString());
    file.setEncoder(encoder);
    // The log source may turn loggers to DEBUG; that is its own business.
    file.addFilter(filter(Level.INFO));
    file.start();
    root().addAppender(file);
    return new LogFile(file);
  }

  private static ThresholdFilter filter(Level level) {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel(level.levelStr);
    filter.start();
    return filter;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}

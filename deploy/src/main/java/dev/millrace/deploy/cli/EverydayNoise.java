package dev.millrace.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;

/**
 * Keeps from a person what servers warn of when they start and stop in one process: brokers that
 * lead no partition yet, clients that come and go, metrics of one name. The log file has it all.
 */
public final class EverydayNoise extends Filter<ILoggingEvent> {

  /** What must be reached to be shown, by the start of a logger's name. */
  private static final Map<String, Level> SHOWN_FROM =
      Map.of(
          "org.apache.flink.runtime", Level.ERROR,
          "org.apache.flink.metrics", Level.ERROR,
          "org.apache.kafka", Level.ERROR,
          // Errors here are requests that meet a broker on its way down.
          "org.apache.kafka.coordinator", Level.OFF,
          "kafka", Level.ERROR,
          // Tells of batches that a producer will send again; the producer fails if it cannot.
          "kafka.server.ReplicaManager", Level.OFF,
          "state.change.logger", Level.ERROR,
          // Asks for a GPU and says that there is none.
          "ai.djl.util.cuda", Level.ERROR);

  @Override
  public FilterReply decide(ILoggingEvent event) {
    for (Map.Entry<String, Level> row : SHOWN_FROM.entrySet()) {
      boolean meant = event.getLoggerName().startsWith(row.getKey());
      if (meant && !event.getLevel().isGreaterOrEqual(row.getValue())) {
        return FilterReply.DENY;
      }
    }
    return FilterReply.NEUTRAL;
  }
}

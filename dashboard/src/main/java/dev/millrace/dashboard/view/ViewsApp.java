package dev.millrace.dashboard.view;

import java.time.Duration;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the views. A record never stops them; a thread that a fault of the cluster has ended is
 * replaced, since the page must come back by itself. The topics must exist before {@link #start}.
 */
public final class ViewsApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ViewsApp.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaStreams streams;

  public ViewsApp(ViewsSettings settings, RecordReader reader) {
    streams =
        new KafkaStreams(
            new ViewsTopology(settings.kafka().topics(), reader).build(), settings.streams());
    streams.setUncaughtExceptionHandler(
        thrown -> {
          LOG.error("event=views-thread-failed reason=\"{}\"", thrown.getMessage(), thrown);
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    streams.setStateListener(
        (now, before) -> LOG.info("event=views-state now={} before={}", now, before));
  }

  public void start() {
    streams.start();
  }

  /** For queries. */
  public KafkaStreams streams() {
    return streams;
  }

  /** Commits, leaves the group, so that the others need not wait, and stops. */
  @Override
  public void close() {
    CloseOptions leave =
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE_WITHIN);
    if (!streams.close(leave)) {
      LOG.warn("views did not stop within {}; their transaction will be aborted", CLOSE_WITHIN);
    }
  }
}

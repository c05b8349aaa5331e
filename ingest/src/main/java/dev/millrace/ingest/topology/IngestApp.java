package dev.millrace.ingest.topology;

import dev.millrace.schemas.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs ingest. A record never stops it: whatever is wrong with one becomes a dead letter. A fault
 * of the program or of the cluster stops it, and {@link #failure()} says why.
 *
 * <p>The topics must exist before {@link #start()}: {@link #rawTopics()} and {@code
 * Topics.specs()}.
 */
public final class IngestApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);

  /** A commit takes milliseconds; a thread that hangs longer will not come back. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaStreams streams;
  private final List<String> rawTopics;
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /**
   * Ingest for the feeds of these tasks, not yet started.
   *
   * @throws IllegalArgumentException if two tasks contradict each other
   */
  public IngestApp(IngestSettings settings, Collection<Task> tasks, InstantSource clock) {
    IngestTopology topology =
        new IngestTopology(settings.topics(), tasks, settings.limits(), clock);
    rawTopics = topology.rawTopics();
    streams = new KafkaStreams(topology.build(), settings.streams(InstanceId.of(settings.state())));
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setStateListener(this::onState);
  }

  private StreamThreadExceptionResponse onFailure(Throwable thrown) {
    if (failure.complete(thrown)) {
      LOG.error("ingest stops: {}", thrown.getMessage(), thrown);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void onState(State now, State before) {
    LOG.info("ingest state={} before={}", now, before);
    if (now == State.RUNNING) {
      running.complete(null);
    }
    if (now == State.ERROR || now == State.PENDING_ERROR || now == State.NOT_RUNNING) {
      running.completeExceptionally(
          new IllegalStateException("ingest stopped before it ran", failure.getNow(null)));
    }
  }

  /** The raw topics that it reads. */
  public List<String> rawTopics() {
    return rawTopics;
  }

  /** Starts the threads and returns. */
  public void start() {
    streams.start();
  }

  /**
   * Waits until all partitions are assigned and restored.
   *
   * @throws IllegalStateException if it stops instead, or is not there in time
   */
  public void awaitRunning(Duration timeout) throws InterruptedException {
    try {
      running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = failure.getNow(e.getCause());
      throw new IllegalStateException("ingest did not start: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "ingest is "
              + streams.state()
              + " after "
              + timeout
              + "; check that the brokers answer and that the topics "
              + rawTopics
              + " exist",
          e);
    }
  }

  /** Whether it reads and writes now. */
  public boolean isRunning() {
    return streams.state() == State.RUNNING;
  }

  /** What Kafka Streams says of itself. */
  public Map<MetricName, ? extends Metric> metrics() {
    return streams.metrics();
  }

  /** Why it stopped by itself; empty while all is well. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.getNow(null));
  }

  /** Commits and stops, within a few seconds. */
  @Override
  public void close() {
    if (!streams.close(CLOSE_WITHIN)) {
      LOG.warn("ingest did not stop within {}; its transaction will be aborted", CLOSE_WITHIN);
    }
  }
}

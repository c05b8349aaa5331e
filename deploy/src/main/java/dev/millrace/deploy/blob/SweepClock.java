package dev.millrace.deploy.blob;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps now and then while a loop runs. A sweep that fails is told, and the next one tries again.
 */
public final class SweepClock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SweepClock.class);

  /** Retention is days; an hour more or less says nothing. */
  private static final Duration EVERY = Duration.ofHours(1);

  private final BlobSweep sweep;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;

  private SweepClock(BlobSweep sweep, InstantSource clock) {
    this.sweep = sweep;
    this.clock = clock;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "millrace-blob-sweep");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** Sweeps at once, and from then on every hour. */
  public static SweepClock start(BlobSweep sweep, InstantSource clock) {
    SweepClock started = new SweepClock(sweep, clock);
    Future<?> unused =
        started.thread.scheduleWithFixedDelay(
            started::once, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
    return started;
  }

  private void once() {
    try {
      sweep.remove(sweep.look(clock));
    } catch (IOException | RuntimeException e) {
      LOG.warn("event=blobs-not-swept reason=\"{}\"", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

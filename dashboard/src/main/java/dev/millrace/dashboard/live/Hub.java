package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.query.Refused;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** All listening pages. One thread writes to them in turn, twenty times a second. Thread-safe. */
public final class Hub implements AutoCloseable {

  private static final int MOST_CLIENTS = 1_000;
  private static final Duration PUMP_EVERY = Duration.ofMillis(50);
  private static final Duration TICK_EVERY = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong droppedByGone = new AtomicLong();
  private final AtomicLong predictions = new AtomicLong();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "live-pump");
            made.setDaemon(true);
            return made;
          });
  private volatile long lagMillis;
  private long predictionsAtTick;

  public Hub(InstantSource clock) {
    this.clock = clock;
    every(PUMP_EVERY, () -> clients.forEach(LiveClient::pump));
    every(TICK_EVERY, this::tick);
  }

  private void every(Duration time, Runnable task) {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            task, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Adds a page.
   *
   * @param out of a request whose answer is asynchronous
   * @throws Refused with 503 if there are too many
   */
  public LiveClient add(LiveFilter filter, ServletOutputStream out) {
    if (clients.size() >= MOST_CLIENTS) {
      throw Refused.notReady(
          "as many pages listen as there is room for (" + MOST_CLIENTS + "); close some");
    }
    LiveClient client = new LiveClient(filter, out);
    clients.add(client);
    CompletableFuture<?> unused = client.closed().thenRun(() -> remove(client));
    out.setWriteListener(client);
    return client;
  }

  private void remove(LiveClient client) {
    if (clients.remove(client)) {
      droppedByGone.addAndGet(client.droppedInAll());
    }
  }

  boolean anybody() {
    return !clients.isEmpty();
  }

  void publish(LiveEvent event) {
    for (LiveClient client : clients) {
      if (client.wants(event)) {
        client.offer(event.frame());
        sent.incrementAndGet();
        // A transaction brings a second's events at once, more than a queue holds.
        if (client.crowded()) {
          client.pump();
        }
      }
    }
  }

  /** Notes what the next ticks tell: predictions that came, and how far reading is behind. */
  void note(int came, long lag) {
    predictions.addAndGet(came);
    lagMillis = lag;
  }

  private void tick() {
    long all = predictions.get();
    ObjectNode tick = Json.object().put("now", clock.millis());
    tick.put("rate", (all - predictionsAtTick) * 1_000.0 / TICK_EVERY.toMillis());
    tick.put("lagMs", lagMillis);
    predictionsAtTick = all;
    clients.forEach(client -> client.tick(tick.deepCopy()));
  }

  /** Pages that listen now. */
  public int clients() {
    return clients.size();
  }

  /** Events that were put into queues of clients. */
  public long sent() {
    return sent.get();
  }

  /** Events that clients lost because they were slow. */
  public long dropped() {
    return droppedByGone.get() + clients.stream().mapToLong(LiveClient::droppedInAll).sum();
  }

  /** How far reading is behind the ends of the topics, milliseconds. */
  public long lagMillis() {
    return lagMillis;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    clients.forEach(LiveClient::close);
  }
}

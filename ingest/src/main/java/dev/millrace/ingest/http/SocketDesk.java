package dev.millrace.ingest.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all WebSockets of a gateway share: their number, their room and a clock. Thread-safe. */
final class SocketDesk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SocketDesk.class);

  private static final Duration PING = Duration.ofSeconds(20);

  /** Three pings without an answer. */
  private static final Duration IDLE = Duration.ofSeconds(65);

  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Duration END = Duration.ofSeconds(5);

  private final HttpLimits limits;
  private final ByteBudget budget;
  private final Postings postings;
  private final Set<SocketSession> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "socket-clock");
            thread.setDaemon(true);
            return thread;
          });

  SocketDesk(HttpLimits limits, ByteBudget budget, Postings postings) {
    this.limits = limits;
    this.budget = budget;
    this.postings = postings;
    // The clock ends with the desk, and this with it.
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            () -> open.forEach(socket -> socket.look(IDLE, PATIENCE)),
            PING.toMillis(),
            PING.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Notes a socket; false if there may be no more. */
  synchronized boolean opened(SocketSession socket) {
    return open.size() < limits.sockets() && open.add(socket);
  }

  synchronized void closed(SocketSession socket) {
    open.remove(socket);
    notifyAll();
  }

  void failed(Throwable cause) {
    LOG.debug("socket failed: {}", cause.toString());
  }

  ByteBudget budget() {
    return budget;
  }

  Postings postings() {
    return postings;
  }

  int messageBytes() {
    return limits.requestBytes();
  }

  long nanos() {
    return System.nanoTime();
  }

  /** Does something after a while; not at all once this is closed. */
  void later(long nanos, Runnable work) {
    try {
      ScheduledFuture<?> unused = clock.schedule(work, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the gateway has stopped", e);
    }
  }

  /** Takes no more messages, and waits for the answers of those that are under way. */
  @Override
  public void close() {
    open.forEach(SocketSession::end);
    long deadline = System.nanoTime() + END.toNanos();
    synchronized (this) {
      long left = END.toMillis();
      while (!open.isEmpty() && left > 0) {
        try {
          wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
    }
    clock.shutdownNow();
  }
}

package dev.millrace.ingest.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Bytes that may be under way at a time. Thread-safe. */
final class ByteBudget {

  private record Waiter(long bytes, CompletableFuture<Void> granted) {}

  private final long most;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private long taken;

  ByteBudget(long most) {
    this.most = most;
  }

  /**
   * Takes so many bytes, which must be given back; false if there are not so many left, or others
   * wait for them.
   */
  synchronized boolean take(long bytes) {
    if (!waiters.isEmpty() || taken + bytes > most) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /**
   * Takes so many bytes when they are free, in turn. They must be given back once this is complete;
   * who cancels it before gets none.
   *
   * @param bytes not more than there are at all
   */
  CompletableFuture<Void> takeLater(long bytes) {
    CompletableFuture<Void> granted = new CompletableFuture<>();
    synchronized (this) {
      waiters.add(new Waiter(bytes, granted));
    }
    grant();
    return granted;
  }

  void giveBack(long bytes) {
    synchronized (this) {
      taken -= bytes;
    }
    grant();
  }

  /** Completed outside the lock: what follows may take and give back itself. */
  private void grant() {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      waiters.removeIf(waiter -> waiter.granted().isDone());
      while (!waiters.isEmpty() && taken + waiters.peek().bytes() <= most) {
        Waiter waiter = waiters.remove();
        taken += waiter.bytes();
        next.add(waiter);
      }
    }
    for (Waiter waiter : next) {
      if (!waiter.granted().complete(null)) {
        giveBack(waiter.bytes());
      }
    }
  }

  synchronized long taken() {
    return taken;
  }
}

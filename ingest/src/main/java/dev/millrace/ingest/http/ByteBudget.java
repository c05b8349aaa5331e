package dev.millrace.ingest.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may be under way at a time. Thread-safe. */
final class ByteBudget {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  ByteBudget(long most) {
    this.most = most;
  }

  /** Takes so many bytes, which must be given back; false if there are not so many left. */
  boolean take(long bytes) {
    long before = taken.getAndUpdate(now -> now + bytes > most ? now : now + bytes);
    return before + bytes <= most;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}

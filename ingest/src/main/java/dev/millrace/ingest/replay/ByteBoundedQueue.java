package dev.millrace.ingest.replay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands things from one thread to another and holds so many bytes of them at most, or one thing
 * that is larger.
 *
 * @param <T> what is handed over
 */
final class ByteBoundedQueue<T> {

  private record Held<T>(T thing, long bytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Held<T>> held = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;
  private boolean ended;
  private boolean closed;

  ByteBoundedQueue(long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("must hold at least a byte, not " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Waits for room; false if nobody takes any more. */
  boolean put(T thing, long size) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !held.isEmpty() && bytes + size > maxBytes) {
        changed.await();
      }
      if (!closed) {
        held.add(new Held<>(thing, size));
        bytes += size;
        changed.signalAll();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next thing; empty after the time, or at the end. */
  Optional<T> poll(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (held.isEmpty() && !ended && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      Held<T> first = held.poll();
      if (first == null) {
        return Optional.empty();
      }
      bytes -= first.bytes();
      changed.signalAll();
      return Optional.of(first.thing());
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is put any more; what is there is still taken. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is there and takes nothing more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      held.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether all has been taken and nothing more comes. */
  boolean exhausted() {
    lock.lock();
    try {
      return held.isEmpty() && (ended || closed);
    } finally {
      lock.unlock();
    }
  }
}

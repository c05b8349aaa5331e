package dev.millrace.inference.operator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Prepares samples and runs micro-batches of those that are alike, on a fixed number of threads. An
 * idle thread prepares what waits, up to a bound, and then runs the oldest that is prepared with
 * those of its shape. It is work-conserving: nothing ever waits for batch mates that may not come,
 * and a batch is as large as the load makes it, since while all threads are busy the next ones
 * grow. That is why there is no longest wait to set: a free thread never waits, and while none is
 * free a wait that is over could start nothing.
 *
 * <p>All threads choose from the same samples, and a batch at a time: so each finds more mates than
 * in a share of its own, and before a checkpoint none is through long before the others.
 *
 * @param <T> what is submitted
 * @param <R> what is prepared of it
 */
final class SessionPool<T, R> implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<T> waiting = new ArrayDeque<>();
  private final Queue<Prepared<R>> ready = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private final int mostInRun;
  private final int mostReady;
  private final Work<T, R> work;
  private boolean closed;

  /** What the threads do; must not throw, since a thread has nobody to tell. */
  interface Work<T, R> {

    /** The first step of each; null where there is no second. */
    @Nullable Prepared<R> prepare(T item);

    /** The second step, for some of one shape. */
    void run(List<R> batch);
  }

  /**
   * A sample on which the first step is done.
   *
   * @param shape those with equal ones share a batch
   */
  record Prepared<R>(R sample, String shape) {}

  /**
   * @param name name of the threads
   * @param threadCount threads, each with at most one batch
   */
  SessionPool(String name, int threadCount, BatchSize size, Work<T, R> work) {
    this.work = work;
    mostInRun = size.run();
    mostReady = size.prepared(threadCount);
    for (int i = 0; i < threadCount; i++) {
      Thread thread = new Thread(this::work, name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  void submit(T item) {
    lock.lock();
    try {
      waiting.add(item);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      for (Runnable step = next(); step != null; step = next()) {
        step.run();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: the thread is asked to end.
      Thread.currentThread().interrupt();
    }
  }

  /** What the calling thread does next; null at the end. */
  private @Nullable Runnable next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && waiting.isEmpty() && ready.isEmpty()) {
        changed.await();
      }
      if (closed) {
        return null;
      }
      Runnable step = step();
      if (!waiting.isEmpty() || !ready.isEmpty()) {
        changed.signal();
      }
      return step;
    } finally {
      lock.unlock();
    }
  }

  private Runnable step() {
    T item = ready.size() < mostReady ? waiting.poll() : null;
    if (item != null) {
      return () -> prepare(item);
    }
    List<R> batch = oldestWithItsMates();
    return () -> work.run(batch);
  }

  private void prepare(T item) {
    Prepared<R> prepared = work.prepare(item);
    if (prepared == null) {
      return;
    }
    lock.lock();
    try {
      // No signal: this thread comes for it at once.
      ready.add(prepared);
    } finally {
      lock.unlock();
    }
  }

  private List<R> oldestWithItsMates() {
    Iterator<Prepared<R>> all = ready.iterator();
    Prepared<R> oldest = all.next();
    all.remove();
    List<R> batch = new ArrayList<>(mostInRun);
    batch.add(oldest.sample());
    while (batch.size() < mostInRun && all.hasNext()) {
      Prepared<R> other = all.next();
      if (other.shape().equals(oldest.shape())) {
        all.remove();
        batch.add(other.sample());
      }
    }
    return batch;
  }

  /**
   * Ends the threads; a batch that is running is finished first, however long that takes. A native
   * run can't be interrupted, and sessions closed under it would take the whole process along; who
   * must bound the wait (Flink's cancellation watchdog) ends the process itself.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

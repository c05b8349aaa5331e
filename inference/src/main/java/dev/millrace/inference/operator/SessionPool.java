package dev.millrace.inference.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Runs micro-batches on a fixed number of threads. It is work-conserving: an idle thread takes what
 * waits at once, up to the batch size or its share of a larger crowd; while all are busy the next
 * batch grows. So nothing ever waits for batch mates that may not come, and a batch is as large as
 * the load makes it. That is why there is no longest wait to set: a free thread never waits, and
 * while none is free a wait that is over could start nothing.
 *
 * @param <T> what is scored
 */
final class SessionPool<T> implements AutoCloseable {

  private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final BatchSize size;
  private final Consumer<List<T>> score;
  private volatile boolean closed;

  /**
   * @param name name of the threads
   * @param threadCount threads, each with at most one batch
   * @param size most items of a batch
   * @param score scores a batch; must not throw, since the thread has nobody to tell
   */
  SessionPool(String name, int threadCount, BatchSize size, Consumer<List<T>> score) {
    this.size = size;
    this.score = score;
    for (int i = 0; i < threadCount; i++) {
      Thread thread = new Thread(this::work, name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  void submit(T item) {
    waiting.add(item);
  }

  private void work() {
    List<T> batch = new ArrayList<>(size.taken());
    try {
      while (!closed) {
        batch.add(waiting.take());
        waiting.drainTo(batch, size.takenOf(1 + waiting.size(), threads.size()) - 1);
        score.accept(List.copyOf(batch));
        batch.clear();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: the thread is asked to end.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the threads; a batch that is running is finished first, however long that takes. A native
   * run can't be interrupted, and sessions closed under it would take the whole process along; who
   * must bound the wait (Flink's cancellation watchdog) ends the process itself.
   */
  @Override
  public void close() {
    closed = true;
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

package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SessionPoolTest {

  private final BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Scores once the gate is open. */
  private void score(List<Integer> batch) {
    batches.add(batch);
    awaitGate();
  }

  private void awaitGate() {
    boolean interrupted = false;
    while (gate.getCount() > 0) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        interrupted = true; // A native run would not notice either.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void idleThreadTakesWhatIsThereAndWaitsForNoMates() throws Exception {
    gate.countDown();
    try (SessionPool<Integer> pool =
        new SessionPool<>("test", 1, BatchSize.alike(8), this::score)) {
      pool.submit(1);
      assertThat(batches.take()).containsExactly(1);
      pool.submit(2);
      assertThat(batches.take()).containsExactly(2);
    }
  }

  @Test
  void batchGrowsOnlyWhileAllThreadsAreBusyAndNeverBeyondItsSize() throws Exception {
    try (SessionPool<Integer> pool =
        new SessionPool<>("test", 2, BatchSize.alike(3), this::score)) {
      pool.submit(1);
      assertThat(batches.take()).containsExactly(1);
      pool.submit(2); // The second thread is idle.
      assertThat(batches.take()).containsExactly(2);
      for (int i = 3; i < 10; i++) {
        pool.submit(i);
      }
      assertThat(batches).isEmpty();
      gate.countDown();
      assertThat(List.of(batches.take().size(), batches.take().size(), batches.take().size()))
          .containsExactlyInAnyOrder(3, 3, 1);
    }
  }

  @Test
  void closeWaitsForTheRunningBatchEvenIfTheCallerIsInterrupted() throws Exception {
    SessionPool<Integer> pool = new SessionPool<>("test", 1, BatchSize.alike(1), this::score);
    pool.submit(1);
    batches.take();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              pool.close();
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    closer.start();
    await().until(() -> closer.getState() == Thread.State.WAITING);
    closer.interrupt();
    await().until(() -> closer.getState() == Thread.State.WAITING && !closer.isInterrupted());
    gate.countDown();
    closer.join();
    assertThat(stillInterrupted).isTrue();
  }

  @Test
  void whatWaitsIsDroppedAtTheEnd() throws Exception {
    SessionPool<Integer> pool = new SessionPool<>("test", 1, BatchSize.alike(1), this::score);
    pool.submit(1);
    pool.submit(2);
    batches.take();
    Thread closer = new Thread(pool::close);
    closer.start();
    await().until(() -> closer.getState() == Thread.State.WAITING);
    gate.countDown();
    closer.join();
    assertThat(batches).isEmpty();
  }
}

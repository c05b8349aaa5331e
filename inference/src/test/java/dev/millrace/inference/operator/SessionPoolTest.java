package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionPoolTest {

  private final BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> prepared = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Numbers of as many digits are alike; negative ones never come to a run. */
  private final SessionPool.Work<Integer, Integer> scoring =
      new SessionPool.Work<>() {
        @Override
        public SessionPool.@Nullable Prepared<Integer> prepare(Integer item) {
          prepared.add(item);
          return item < 0 ? null : new SessionPool.Prepared<>(item, "-".repeat(digits(item)));
        }

        /** Scores once the gate is open. */
        @Override
        public void run(List<Integer> batch) {
          batches.add(batch);
          awaitGate();
        }
      };

  private static int digits(int number) {
    return String.valueOf(number).length();
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
    try (SessionPool<Integer, Integer> pool =
        new SessionPool<>("test", 1, BatchSize.alike(8), scoring)) {
      pool.submit(1);
      assertThat(batches.take()).containsExactly(1);
      pool.submit(2);
      assertThat(batches.take()).containsExactly(2);
    }
  }

  @Test
  void batchGrowsOnlyWhileAllThreadsAreBusyAndNeverBeyondItsSize() throws Exception {
    try (SessionPool<Integer, Integer> pool =
        new SessionPool<>("test", 2, BatchSize.alike(3), scoring)) {
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
  void theOldestRunsWithThoseOfItsShapeAndTheOthersAfterIt() throws Exception {
    try (SessionPool<Integer, Integer> pool =
        new SessionPool<>("test", 1, new BatchSize(3, true), scoring)) {
      pool.submit(1);
      assertThat(batches.take()).containsExactly(1);
      List.of(20, 3, 40, 500, 60, 80, 7).forEach(pool::submit);
      gate.countDown();
      assertThat(batches.take()).containsExactly(20, 40, 60);
      assertThat(batches.take()).containsExactly(3, 7);
      assertThat(batches.take()).containsExactly(500);
      assertThat(batches.take()).containsExactly(80);
    }
  }

  @Test
  void noMoreArePreparedThanMayLieReady() throws Exception {
    try (SessionPool<Integer, Integer> pool =
        new SessionPool<>("test", 1, BatchSize.alike(2), scoring)) {
      pool.submit(1);
      assertThat(batches.take()).containsExactly(1);
      List.of(2, 3, 4, 5).forEach(pool::submit);
      gate.countDown();
      assertThat(batches.take()).containsExactly(2, 3);
      assertThat(batches.take()).containsExactly(4, 5);
    }
  }

  @Test
  void whatIsDoneWhenItIsPreparedNeverRuns() throws Exception {
    gate.countDown();
    try (SessionPool<Integer, Integer> pool =
        new SessionPool<>("test", 1, BatchSize.alike(2), scoring)) {
      pool.submit(-1);
      pool.submit(2);
      assertThat(batches.take()).containsExactly(2);
      assertThat(prepared).containsExactly(-1, 2);
      assertThat(batches).isEmpty();
    }
  }

  @Test
  void closeWaitsForTheRunningBatchEvenIfTheCallerIsInterrupted() throws Exception {
    SessionPool<Integer, Integer> pool = new SessionPool<>("test", 1, BatchSize.alike(1), scoring);
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
    SessionPool<Integer, Integer> pool = new SessionPool<>("test", 1, BatchSize.alike(1), scoring);
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

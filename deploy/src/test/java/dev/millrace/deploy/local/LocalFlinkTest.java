package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFlinkTest {

  private static final String JOB = "counting";

  @TempDir Path folder;

  @Test
  void jobGoesOnFromTheNewestCheckpointOfTheClusterBefore() throws Exception {
    try (LocalFlink flink = LocalFlink.start(folder, 1, RestartPolicy.NONE)) {
      JobClient job = flink.submit(counting(flink, Optional.empty()), JOB);
      await().until(() -> Counter.SEEN.get() > 0 && flink.newestCheckpoint(JOB).isPresent());
      assertThat(Counter.RESTORED.get()).isZero();
      job.cancel().get();
    }
    long seen = Counter.SEEN.get();
    try (LocalFlink flink = LocalFlink.start(folder, 1, RestartPolicy.NONE)) {
      flink.submit(counting(flink, flink.newestCheckpoint(JOB)), JOB);
      await().until(() -> Counter.RESTORED.get() > 0);
      assertThat(Counter.RESTORED.get()).isLessThanOrEqualTo(seen);
    }
  }

  @Test
  void failedJobCompletesItsResultWithTheCause() {
    try (LocalFlink flink = LocalFlink.start(folder, 1, RestartPolicy.NONE)) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
      environment.setParallelism(1);
      environment.fromSequence(1, 3).map(new Dividing()).sinkTo(new DiscardingSink<>());
      JobClient job = flink.submit(environment, "dividing");
      assertThatThrownBy(() -> job.getJobExecutionResult().get())
          .hasRootCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void checkpointWithoutItsMetadataIsPassedOver() throws Exception {
    Path job = folder.resolve("job");
    Files.createDirectories(job.resolve("a/chk-9"));
    Files.createDirectories(job.resolve("a/chk-12"));
    Files.createFile(job.resolve("a/chk-9/_metadata"));
    Files.createDirectories(job.resolve("b/chk-10"));
    Files.createFile(job.resolve("b/chk-10/_metadata"));
    assertThat(NewestCheckpoint.in(job)).contains(job.resolve("b/chk-10"));
    assertThat(NewestCheckpoint.in(folder.resolve("nothing"))).isEmpty();
  }

  private static StreamExecutionEnvironment counting(LocalFlink flink, Optional<URI> resume) {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, flink.checkpoints(JOB).toString());
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    resume.ifPresent(from -> config.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toString()));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(config);
    environment.setParallelism(1);
    DataGeneratorSource<Long> source =
        new DataGeneratorSource<>(
            n -> n, Long.MAX_VALUE, RateLimiterStrategy.perSecond(500), Types.LONG);
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .map(new Counter())
        .uid("counter")
        .sinkTo(new DiscardingSink<>());
    return environment;
  }

  /** Counts in operator state and tells the test what it was restored with. */
  private static final class Counter implements MapFunction<Long, Long>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    static final AtomicLong SEEN = new AtomicLong();
    static final AtomicLong RESTORED = new AtomicLong();

    private transient ListState<Long> state;
    private long count;

    @Override
    public Long map(Long value) {
      SEEN.set(++count);
      return value;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.clear();
      state.add(count);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("count", Types.LONG));
      for (long restored : state.get()) {
        count = restored;
        RESTORED.set(restored);
      }
    }
  }

  private static final class Dividing implements MapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long value) {
      return 6 / (value - 2);
    }
  }
}

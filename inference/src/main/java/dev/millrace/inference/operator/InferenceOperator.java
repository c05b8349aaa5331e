package dev.millrace.inference.operator;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Counters;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.Outbound;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scores the events of one task on a pool of threads and emits in order of arrival. Input 1 is the
 * samples, input 2 the model topics, which switch the head's weights between two batches.
 *
 * <p>Before a checkpoint everything in flight is finished and emitted. So the state is the counters
 * alone, and what a checkpoint covers has left in the same transaction.
 */
final class InferenceOperator extends AbstractStreamOperator<Outbound>
    implements TwoInputStreamOperator<Sample, Inbound, Outbound>, BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  private final transient MailboxExecutor mailbox;
  private final ScoringSpec spec;

  private transient AvroCodec codec;
  private transient Counters counters;
  private transient TaskScorer scorer;
  private transient @Nullable ModelSwitch models;
  private transient SessionPool<Ticket> pool;
  private transient Queue<Ticket> inFlight;
  private transient int capacity;

  InferenceOperator(
      StreamOperatorParameters<Outbound> parameters, MailboxExecutor mailbox, ScoringSpec spec) {
    super(parameters);
    this.mailbox = mailbox;
    this.spec = spec;
  }

  /** A place in the order of arrival: a sample with its result to come, or a watermark. */
  private static final class Ticket {
    private final @Nullable Sample sample;
    private final @Nullable Watermark watermark;
    private volatile @Nullable Scored scored;

    Ticket(@Nullable Sample sample, @Nullable Watermark watermark) {
      this.sample = sample;
      this.watermark = watermark;
    }
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    counters = new Counters(context.getOperatorStateStore(), InferenceCounters.ALL);
  }

  @Override
  public void open() throws Exception {
    super.open();
    codec = new AvroCodec();
    inFlight = new ArrayDeque<>();
    TaskModel model = spec.loadModel(getRuntimeContext());
    Task task = spec.task();
    TaskScoring scoring = TaskScoring.start(task, model);
    AnswerRecords records =
        new AnswerRecords(
            task, spec.bundle().name(), spec.settings().topics(), InstantSource.system());
    scorer = new TaskScorer(task.feed().name(), scoring.bestBatch(), scoring.scoring(), records);
    models = scoring.models();
    if (models != null) {
      models.readToEnd(spec.settings());
    }
    int threads = spec.threads();
    // Enough that every thread finds a full batch when it comes back, and no more: what is in
    // flight delays a checkpoint.
    capacity = 2 * threads * scorer.bestBatch();
    pool = new SessionPool<>("inference-" + task.name(), threads, scorer.bestBatch(), this::score);
  }

  private void score(List<Ticket> batch) {
    try {
      List<Scored> results = scorer.score(batch.stream().map(ticket -> ticket.sample).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).scored = results.get(i);
      }
      mailbox.execute(this::emitReady, "emit scored events");
    } catch (RejectedExecutionException e) {
      LOG.debug("task ended while a batch was scored: {}", e.toString());
    } catch (RuntimeException | Error e) {
      mailbox.execute(() -> fail(e), "report a scoring failure");
    }
  }

  private void fail(Throwable cause) {
    throw new IllegalStateException(
        "scoring of task %s failed: %s".formatted(spec.task().name(), cause), cause);
  }

  @Override
  public void processElement1(StreamRecord<Sample> element) throws Exception {
    while (inFlight.size() >= capacity) {
      mailbox.yield();
    }
    Ticket ticket = new Ticket(element.getValue(), null);
    inFlight.add(ticket);
    if (element.getValue().state() == Sample.State.READY) {
      pool.submit(ticket);
    } else {
      ticket.scored = scorer.unscored(element.getValue());
      emitReady();
    }
  }

  @Override
  public void processElement2(StreamRecord<Inbound> element) {
    if (models != null && models.accept(element.getValue())) {
      counters.increment(InferenceCounters.SWAPS);
    }
  }

  @Override
  public void processWatermark1(Watermark mark) {
    inFlight.add(new Ticket(null, mark));
    emitReady();
  }

  @Override
  public void processWatermark2(Watermark mark) {
    // Model topics have no event time; the events alone move it.
  }

  private void emitReady() {
    for (Ticket next = inFlight.peek(); next != null; next = inFlight.peek()) {
      Scored scored = next.scored;
      if (next.watermark != null) {
        inFlight.remove();
        pass(next.watermark);
      } else if (scored != null) {
        inFlight.remove();
        scored.counted().forEach(counters::increment);
        scored.records().forEach(record -> output.collect(new StreamRecord<>(record)));
      } else {
        return;
      }
    }
  }

  private void pass(Watermark mark) {
    var task = getRuntimeContext().getTaskInfo();
    MarkerFanOut markers = spec.markers();
    markers.emit(
        mark.getTimestamp(),
        task.getIndexOfThisSubtask(),
        task.getNumberOfParallelSubtasks(),
        counters.values(),
        codec,
        record -> output.collect(new StreamRecord<>(record)));
    output.emitWatermark(mark);
  }

  private void finishInFlight() throws Exception {
    while (!inFlight.isEmpty()) {
      mailbox.yield();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    finishInFlight();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    counters.snapshot();
  }

  @Override
  public void endInput(int inputId) throws Exception {
    if (inputId == 1) {
      finishInFlight();
    }
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.close();
    }
    if (scorer != null) {
      scorer.close();
    }
    super.close();
  }
}

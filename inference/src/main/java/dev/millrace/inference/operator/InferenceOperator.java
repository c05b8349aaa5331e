package dev.millrace.inference.operator;

import dev.millrace.inference.operator.Arrivals.Ticket;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Counters;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;
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

  /**
   * How long a restarted trainer waits for a task that is quiet or has ended: it has forgotten the
   * markers that it read before its checkpoint, so the newest is repeated.
   */
  static final Duration REPEAT_MARKERS_AFTER = Duration.ofSeconds(5);

  private final transient MailboxExecutor mailbox;
  private final OperatorSpec spec;

  private transient AvroCodec codec;
  private transient Counters counters;
  private transient @Nullable TaskScorer scorer;
  private transient @Nullable ModelSwitch models;
  private transient @Nullable SessionPool<Ticket, Asked> pool;
  private transient Arrivals arrivals;
  private transient ToOutput exit;
  private transient AtomicBoolean leaving;
  private transient int capacity;
  private transient long passed;

  InferenceOperator(
      StreamOperatorParameters<Outbound> parameters, MailboxExecutor mailbox, OperatorSpec spec) {
    super(parameters);
    this.mailbox = mailbox;
    this.spec = spec;
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
    arrivals = new Arrivals();
    exit = new ToOutput();
    leaving = new AtomicBoolean();
    passed = Watermark.UNINITIALIZED.getTimestamp();
    long repeat = REPEAT_MARKERS_AFTER.toMillis();
    // The service ends with the task, and this with it.
    ScheduledFuture<?> unused =
        getProcessingTimeService().scheduleAtFixedRate(now -> repeatMarkers(), repeat, repeat);
    Task task = spec.task();
    TaskModel model = spec.model().load(getRuntimeContext());
    TaskScoring scoring = TaskScoring.start(task, model, spec.blobs());
    String bundle = model.bundle().manifest().name();
    AnswerRecords records = new AnswerRecords(task, bundle, spec.topics(), InstantSource.system());
    scorer = new TaskScorer(task.feed().name(), spec.unreadable(), scoring.scoring(), records);
    models = scoring.models();
    if (models != null) {
      models.readToEnd(spec.published());
    }
    int threads = spec.threads();
    BatchSize size = scoring.size();
    capacity = InFlight.most(threads, size, model.bundle().manifest().input());
    pool = new SessionPool<>("inference-" + task.name(), threads, size, new OnPool());
  }

  /** Runs on the pool's threads; whatever comes out of it is told to the task's own thread. */
  private final class OnPool implements SessionPool.Work<Ticket, Asked> {

    @Override
    public SessionPool.@Nullable Prepared<Asked> prepare(Ticket ticket) {
      try {
        TaskScorer.Step step = scorer.prepare(ticket.sample());
        if (step instanceof TaskScorer.Step.Asked asked) {
          return new SessionPool.Prepared<>(
              new Asked(ticket, asked.ready()), asked.ready().input().shape());
        }
        ticket.finish(((TaskScorer.Step.Finished) step).scored());
        tellToLeave();
      } catch (RuntimeException | Error e) {
        tell(() -> fail(e), "report a scoring failure");
      }
      return null;
    }

    @Override
    public void run(List<Asked> batch) {
      try {
        List<Scored> results = scorer.score(batch.stream().map(Asked::ready).toList());
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).ticket().finish(results.get(i));
        }
        tellToLeave();
      } catch (RuntimeException | Error e) {
        tell(() -> fail(e), "report a scoring failure");
      }
    }
  }

  /** A sample that is prepared, with its place in the order of arrival. */
  private record Asked(Ticket ticket, Ready ready) {}

  /** A mail that still waits will let this batch leave too; each mail may wake the task. */
  private void tellToLeave() {
    if (leaving.compareAndSet(false, true)) {
      tell(this::leave, "emit scored events");
    }
  }

  private void leave() {
    // First the flag: a batch that finishes from here on sends a mail of its own.
    leaving.set(false);
    arrivals.leaveInOrder(exit);
  }

  private void tell(ThrowingRunnable<Exception> mail, String description) {
    try {
      mailbox.execute(mail, description);
    } catch (RejectedExecutionException e) {
      LOG.debug("task ended while a batch was scored: {}", e.toString());
    }
  }

  private void fail(Throwable cause) {
    throw new IllegalStateException(
        "scoring of task %s failed: %s".formatted(spec.task().name(), cause), cause);
  }

  @Override
  public void processElement1(StreamRecord<Sample> element) throws Exception {
    while (arrivals.size() >= capacity) {
      mailbox.yield();
    }
    Sample sample = element.getValue();
    Ticket ticket = arrivals.add(sample);
    if (sample.state() == Sample.State.READY) {
      pool.submit(ticket);
    } else {
      ticket.finish(scorer.unscored(sample));
      arrivals.leaveInOrder(exit);
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
    arrivals.addWatermark(mark.getTimestamp());
    arrivals.leaveInOrder(exit);
  }

  @Override
  public void processWatermark2(Watermark mark) {
    // Model topics have no event time; the events alone move it.
  }

  /** Everything leaves on the task's own thread: it owns output and counters. */
  private final class ToOutput implements Arrivals.Exit {

    @Override
    public void scored(Scored scored) {
      scored.counted().forEach(counters::increment);
      scored.records().forEach(this::emit);
    }

    @Override
    public void watermark(long time) {
      passed = time;
      emitMarkers();
      output.emitWatermark(new Watermark(time));
    }

    private void emitMarkers() {
      var task = getRuntimeContext().getTaskInfo();
      int part = task.getIndexOfThisSubtask();
      int parts = task.getNumberOfParallelSubtasks();
      spec.markers().emit(passed, part, parts, counters.values(), codec, this::emit);
    }

    private void emit(Outbound record) {
      output.collect(new StreamRecord<>(record));
    }
  }

  private void repeatMarkers() {
    if (passed != Watermark.UNINITIALIZED.getTimestamp()) {
      exit.emitMarkers();
    }
  }

  private void finishInFlight() throws Exception {
    while (arrivals.size() > 0) {
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
    try {
      if (pool != null) {
        pool.close();
      }
      if (scorer != null) {
        scorer.close();
      }
    } finally {
      super.close();
    }
  }
}

package dev.millrace.trainer.learner;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.join.OutcomeBytes;
import dev.millrace.trainer.join.PausableOrder;
import dev.millrace.trainer.join.PausableOrder.Held;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Learner} of one task on Flink, with parallelism 1. Input 1 is what became of its
 * features and labels, input 2 the aliases and training controls. All that it writes between two
 * checkpoints goes out in one transaction with the state that follows from it.
 */
public final class LearnerOperator extends AbstractStreamOperator<Outbound>
    implements TwoInputStreamOperator<JoinOutcome, Inbound, Outbound> {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(LearnerOperator.class);

  /** No watermark waits to be sent. */
  private static final long NONE = Long.MIN_VALUE;

  /** Sequence, whether it is paused, watermark reached, watermark unsent. */
  private static final int PROGRESS_BYTES = 3 * Long.BYTES + 1;

  /** So many examples are learned at once after a pause. */
  private static final int CATCH_UP_EXAMPLES = 512;

  private final LearnerSpec spec;

  private transient AvroCodec codec;
  private transient MarkerFanOut markers;
  private transient Learner learner;
  private transient PausableOrder<Example> order;
  private transient ListState<byte[]> learnerState;
  private transient ListState<byte[]> orderState;
  private transient ListState<byte[]> heldState;

  /** The watermark that has not left yet; {@link #NONE} where all have. */
  private transient long unsent;

  private transient boolean catchingUp;

  /**
   * @param spec the task and where its model is
   */
  public LearnerOperator(LearnerSpec spec) {
    this.spec = spec;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    learnerState = context.getOperatorStateStore().getListState(bytes("learner"));
    orderState = context.getOperatorStateStore().getListState(bytes("order"));
    heldState = context.getOperatorStateStore().getListState(bytes("held"));
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  @Override
  public void open() throws Exception {
    super.open();
    codec = new AvroCodec();
    markers = spec.markers();
    learner =
        new Learner(
            spec.task(),
            spec.model().load(getRuntimeContext()),
            spec.versions(),
            InstantSource.system(),
            new OutboundRecords(spec.task().name(), spec.topics(), codec, this::emit));
    for (byte[] snapshot : learnerState.get()) {
      learner.restore(snapshot);
    }
    restoreOrder();
    learner.start();
  }

  private void restoreOrder() throws Exception {
    List<byte[]> waiting = new ArrayList<>();
    orderState.get().forEach(waiting::add);
    unsent = NONE;
    if (waiting.isEmpty()) {
      order = new PausableOrder<>(0);
      return;
    }
    // The first element tells how far it has come, the others are waiting examples.
    ByteBuffer progress = ByteBuffer.wrap(waiting.get(0));
    order = new PausableOrder<>(progress.getLong());
    for (int i = 1; i < waiting.size(); i++) {
      place(learner.readmit(waiting.get(i)));
    }
    if (progress.hasRemaining()) {
      boolean paused = progress.get() != 0;
      long reached = progress.getLong();
      unsent = progress.getLong();
      List<Held<Example>> held = heldLate();
      if (paused || !held.isEmpty() || unsent != NONE) {
        order.restore(reached, paused, held);
        catchUp();
      }
    }
  }

  private List<Held<Example>> heldLate() throws Exception {
    List<Held<Example>> held = new ArrayList<>();
    for (byte[] entry : heldState.get()) {
      ByteBuffer bytes = ByteBuffer.wrap(entry);
      long before = bytes.getLong();
      byte[] example = new byte[bytes.remaining()];
      bytes.get(example);
      held.add(new Held<>(before, learner.readmit(example)));
    }
    return held;
  }

  private void emit(Outbound record) {
    output.collect(new StreamRecord<>(record));
  }

  @Override
  public void processElement1(StreamRecord<JoinOutcome> element) {
    learner.admit(element.getValue(), this::place);
  }

  private void place(Example example) {
    if (example.late()) {
      order.append(example, learner::learn);
    } else {
      order.add(example.joined().labelTime(), example.eventId(), example);
    }
  }

  @Override
  public void processElement2(StreamRecord<Inbound> element) {
    Inbound record = element.getValue();
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    try {
      SpecificRecord decision = codec.decode(value);
      if (decision instanceof TrainingControl control) {
        control(control);
      } else if (decision instanceof ModelAlias alias) {
        learner.alias(alias);
      } else {
        throw new IllegalStateException(
            "%s at %s is no decision about a task; the topic holds aliases or controls alone"
                .formatted(decision.getSchema().getName(), record.place()));
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "decision at %s cannot be read: %s".formatted(record.place(), e.getMessage()), e);
    }
  }

  private void control(TrainingControl control) {
    if (!control.getTask().equals(spec.task().name()) || control.getPaused() == order.paused()) {
      return;
    }
    LOG.info(
        "event=training-{} task={} by={} reason=\"{}\"",
        control.getPaused() ? "paused" : "resumed",
        control.getTask(),
        control.getDecidedBy(),
        control.getReason());
    if (control.getPaused()) {
      order.pause();
    } else {
      order.resume();
      catchUp();
    }
  }

  @Override
  public void processWatermark1(Watermark mark) {
    order.reach(MarkerTime.marker(mark.getTimestamp()));
    unsent = mark.getTimestamp();
    if (!catchingUp) {
      give(Integer.MAX_VALUE);
    }
  }

  /**
   * Learns what has waited, a part at a time: a checkpoint must come through in between, and what
   * is written since the last one is a transaction that must not grow without end.
   */
  private void catchUp() {
    if (catchingUp || order.paused()) {
      return;
    }
    catchingUp = true;
    ProcessingTimeService time = getProcessingTimeService();
    ScheduledFuture<?> unused =
        time.registerTimer(
            time.getCurrentProcessingTime(),
            now -> {
              catchingUp = false;
              if (!give(CATCH_UP_EXAMPLES)) {
                catchUp();
              }
            });
  }

  /** Gives out what is due; the watermark and its marker leave behind the last of it. */
  private boolean give(int most) {
    boolean all = order.give(most, learner::learn);
    if (all && unsent != NONE) {
      if (unsent == MarkerTime.END_WATERMARK) {
        learner.end();
      }
      markers.emit(unsent, 0, 1, learner.counters(), codec, this::emit);
      output.emitWatermark(new Watermark(unsent));
      unsent = NONE;
    }
    return all;
  }

  @Override
  public void processWatermark2(Watermark mark) {
    // Aliases have no event time; features and labels alone move it.
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    learnerState.update(List.of(learner.snapshot()));
    List<byte[]> waiting = new ArrayList<>();
    waiting.add(
        ByteBuffer.allocate(PROGRESS_BYTES)
            .putLong(order.next())
            .put((byte) (order.paused() ? 1 : 0))
            .putLong(order.reached())
            .putLong(unsent)
            .array());
    order.waiting().forEach(example -> waiting.add(OutcomeBytes.encode(example.joined())));
    orderState.update(waiting);
    List<byte[]> held = new ArrayList<>();
    for (Held<Example> late : order.held()) {
      byte[] example = OutcomeBytes.encode(late.example().joined());
      held.add(
          ByteBuffer.allocate(Long.BYTES + example.length)
              .putLong(late.before())
              .put(example)
              .array());
    }
    heldState.update(held);
  }

  @Override
  public void close() throws Exception {
    if (learner != null) {
      learner.close();
    }
    super.close();
  }
}

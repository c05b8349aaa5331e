package dev.millrace.trainer.learner;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import dev.millrace.trainer.join.ExampleOrder;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.join.OutcomeBytes;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs the {@link Learner} of one task on Flink, with parallelism 1. Input 1 is what became of its
 * features and labels, input 2 the aliases. All that it writes between two checkpoints goes out in
 * one transaction with the state that follows from it.
 */
public final class LearnerOperator extends AbstractStreamOperator<Outbound>
    implements TwoInputStreamOperator<JoinOutcome, Inbound, Outbound> {

  private static final long serialVersionUID = 1L;

  private final LearnerSpec spec;

  private transient AvroCodec codec;
  private transient MarkerFanOut markers;
  private transient Learner learner;
  private transient ExampleOrder<Example> order;
  private transient ListState<byte[]> learnerState;
  private transient ListState<byte[]> orderState;

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
    // The first element is the next sequence, the others are waiting examples.
    order = new ExampleOrder<>(waiting.isEmpty() ? 0 : ByteBuffer.wrap(waiting.get(0)).getLong());
    for (int i = 1; i < waiting.size(); i++) {
      place(learner.readmit(waiting.get(i)));
    }
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
      learner.alias(codec.decode(value, ModelAlias.class));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "alias at %s cannot be read: %s".formatted(record.place(), e.getMessage()), e);
    }
  }

  @Override
  public void processWatermark1(Watermark mark) {
    order.advance(MarkerTime.marker(mark.getTimestamp()), learner::learn);
    if (mark.getTimestamp() == MarkerTime.END_WATERMARK) {
      learner.end();
    }
    markers.emit(mark.getTimestamp(), 0, 1, learner.counters(), codec, this::emit);
    output.emitWatermark(mark);
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
    waiting.add(ByteBuffer.allocate(Long.BYTES).putLong(order.next()).array());
    order.waiting().forEach(example -> waiting.add(OutcomeBytes.encode(example.joined())));
    orderState.update(waiting);
  }

  @Override
  public void close() throws Exception {
    if (learner != null) {
      learner.close();
    }
    super.close();
  }
}

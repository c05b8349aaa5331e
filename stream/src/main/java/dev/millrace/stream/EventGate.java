package dev.millrace.stream;

import dev.millrace.schemas.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes the markers out behind the source and remembers the watermark that they made. Flink does
 * not checkpoint watermarks: without this a partition whose last marker was read before the
 * checkpoint would never get a watermark again after a restart, and the stream would not drain.
 */
final class EventGate extends AbstractStreamOperator<Inbound>
    implements OneInputStreamOperator<Inbound, Inbound> {

  private static final long serialVersionUID = 1L;

  private transient ListState<Long> state;
  private transient long reached;

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Union: after a change of parallelism nobody knows whose partitions came here, so the
    // smallest of all is the one that is safe.
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("watermark", Types.LONG));
    List<Long> saved = new ArrayList<>();
    state.get().forEach(saved::add);
    reached = saved.stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE);
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (reached > Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(reached));
    }
  }

  @Override
  public void processElement(StreamRecord<Inbound> element) {
    byte[] value = element.getValue().value();
    if (value == null || !AvroCodec.isMarker(value)) {
      output.collect(element);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() > reached) {
      reached = mark.getTimestamp();
      super.processWatermark(mark);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(reached));
  }
}

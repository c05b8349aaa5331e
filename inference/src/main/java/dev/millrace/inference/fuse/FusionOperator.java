package dev.millrace.inference.fuse;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.stream.Counters;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds a task's predictions until its sensors have passed their times. Input 1 is what scoring
 * writes, input 2 the readings of all fused feeds, the same in every subtask: any source may be the
 * partner of any event. What is no prediction and no marker of predictions passes at once.
 *
 * <p>The state is what waits, the readings that it needs, and the counters. Markers that wait are
 * not kept: scoring repeats its newest ones after a restart.
 */
final class FusionOperator extends AbstractStreamOperator<Outbound>
    implements TwoInputStreamOperator<Outbound, FusedReading, Outbound> {

  private static final long serialVersionUID = 1L;

  /** How often the clock is looked at where a sensor may fall silent. */
  static final long TICK_MILLIS = 100;

  private final FusionSpec spec;
  private final String predictions;

  private transient AvroCodec codec;
  private transient Counters counters;
  private transient Fusion fusion;
  private transient ToOutput exit;
  private transient ListState<byte[]> waiting;
  private transient ListState<FusedReading> readings;
  private transient ListState<Long> floor;

  /**
   * @param predictions topic of the predictions
   */
  FusionOperator(FusionSpec spec, String predictions) {
    this.spec = spec;
    this.predictions = predictions;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    codec = new AvroCodec();
    fusion = new Fusion(spec);
    exit = new ToOutput();
    OperatorStateStore store = context.getOperatorStateStore();
    counters = new Counters(store, FusionCounters.ALL);
    waiting =
        store.getListState(
            new ListStateDescriptor<>(
                "waiting", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    // Union: after a change of parallelism nobody knows which predictions came here. Every subtask
    // has had the same readings, so what one of them still holds another may need.
    readings =
        store.getUnionListState(
            new ListStateDescriptor<>("readings", TypeInformation.of(FusedReading.class)));
    floor = store.getUnionListState(new ListStateDescriptor<>("floor", Types.LONG));
    restore();
  }

  private void restore() throws Exception {
    long lowest = Long.MAX_VALUE;
    for (Long one : floor.get()) {
      lowest = Math.min(lowest, one);
    }
    if (lowest < Long.MAX_VALUE) {
      fusion.restoreFloor(lowest);
    }
    for (FusedReading reading : readings.get()) {
      fusion.reading(reading);
    }
    for (byte[] value : waiting.get()) {
      Prediction prediction = codec.decode(value, Prediction.class);
      Outbound record = Outbound.keyed(predictions, prediction.getSourceId(), value);
      fusion.prediction(record, prediction, now());
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (spec.endless()) {
      // The service ends with the task, and this with it.
      ScheduledFuture<?> unused =
          getProcessingTimeService().scheduleAtFixedRate(at -> leave(), TICK_MILLIS, TICK_MILLIS);
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void processElement1(StreamRecord<Outbound> element) throws UnreadableRecord {
    Outbound record = element.getValue();
    byte[] value = record.value();
    if (value == null || !record.topic().equals(predictions)) {
      output.collect(element);
      return;
    }
    if (AvroCodec.isMarker(value)) {
      fusion.marker(record);
    } else {
      fusion.prediction(record, codec.decode(value, Prediction.class), now());
    }
    leave();
  }

  @Override
  public void processElement2(StreamRecord<FusedReading> element) {
    FusedReading reading = element.getValue();
    if (fusion.reading(reading) == Fusion.Taken.LATE && isFirst()) {
      counters.increment(FusionCounters.READINGS_LATE);
    }
    counters.add(FusionCounters.READINGS_DROPPED, fusion.takeDropped());
    if (spec.feed(reading.feed()).unmarked()) {
      leave();
    }
  }

  /** Every subtask has the same readings; one of them counts. */
  private boolean isFirst() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
  }

  @Override
  public void processWatermark1(Watermark mark) {
    fusion.eventsPassed(MarkerTime.marker(mark.getTimestamp()));
    output.emitWatermark(mark);
  }

  @Override
  public void processWatermark2(Watermark mark) {
    fusion.readingsPassed(MarkerTime.marker(mark.getTimestamp()));
    leave();
  }

  private void leave() {
    fusion.leaveInOrder(now(), exit);
  }

  private final class ToOutput implements Fusion.Exit {

    @Override
    public void prediction(
        Prediction prediction, Map<String, Double> values, Fusion.Result result) {
      boolean all = result == Fusion.Result.FUSED;
      counters.increment(all ? FusionCounters.FUSED : FusionCounters.MISSING);
      if (result == Fusion.Result.GAVE_UP) {
        counters.increment(FusionCounters.GAVE_UP);
      } else if (result == Fusion.Result.LATE) {
        counters.increment(FusionCounters.LATE);
      }
      byte[] value = codec.encode(Prediction.newBuilder(prediction).setFused(values).build());
      emit(Outbound.keyed(predictions, prediction.getSourceId(), value));
    }

    @Override
    public void marker(Outbound record) {
      emit(counters.toldIn(record, codec));
    }

    private void emit(Outbound record) {
      output.collect(new StreamRecord<>(record));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    waiting.update(fusion.waiting().stream().map(Outbound::value).toList());
    readings.update(fusion.readings());
    floor.update(List.of(fusion.floor()));
    counters.snapshot();
  }
}

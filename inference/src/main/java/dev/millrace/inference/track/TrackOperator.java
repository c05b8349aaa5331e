package dev.millrace.inference.track;

import dev.millrace.inference.track.SourceTracks.Frame;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.TrackSpec;
import dev.millrace.stream.Counters;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gives the boxes of a task's predictions the numbers of their tracks, source by source, at once
 * and in the order in which they come. What is no prediction of boxes passes as it is; markers get
 * the counters of tracking.
 *
 * <p>A frame whose event time does not lie after the last of its source passes without tracks and
 * is counted: to put it in its place would mean to hold all others back.
 *
 * <p>All frames of a source come to one subtask, as they did to scoring. The state is the sources
 * with their tracks, and the counters. A source is forgotten at a checkpoint once the watermark has
 * left it behind, see {@link SourceTracks}; feeds without markers have none, there the number of
 * sources alone is bounded.
 */
final class TrackOperator extends AbstractStreamOperator<Outbound>
    implements OneInputStreamOperator<Outbound, Outbound> {

  private static final long serialVersionUID = 1L;

  private final TrackSpec spec;
  private final String predictions;

  private transient AvroCodec codec;
  private transient Counters counters;
  private transient TrackedSources sources;
  private transient ListState<byte[]> stored;
  private transient long passed;

  /**
   * @param predictions topic of the predictions
   */
  TrackOperator(TrackSpec spec, String predictions) {
    this.spec = spec;
    this.predictions = predictions;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    codec = new AvroCodec();
    passed = Watermark.UNINITIALIZED.getTimestamp();
    sources = new TrackedSources(spec, TrackedSources.MOST_SOURCES);
    OperatorStateStore store = context.getOperatorStateStore();
    counters = new Counters(store, TrackCounters.ALL);
    // Union: after a change of parallelism nobody knows whose sources come here.
    stored =
        store.getUnionListState(
            new ListStateDescriptor<>(
                "sources", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    sources.restore(stored.get());
  }

  @Override
  public void processElement(StreamRecord<Outbound> element) throws UnreadableRecord {
    Outbound record = element.getValue();
    byte[] value = record.value();
    if (value == null || !record.topic().equals(predictions)) {
      output.collect(element);
    } else if (AvroCodec.isMarker(value)) {
      output.collect(new StreamRecord<>(counters.toldIn(record, codec)));
    } else {
      output.collect(new StreamRecord<>(tracked(record, codec.decode(value, Prediction.class))));
    }
  }

  private Outbound tracked(Outbound record, Prediction prediction) {
    if (!(prediction.getOutput() instanceof Detections found)) {
      return record;
    }
    SourceTracks source = sources.of(prediction.getSourceId());
    counters.add(TrackCounters.SOURCES_DROPPED, sources.takeDropped());
    if (source.isLate(prediction.getEventTime())) {
      counters.increment(TrackCounters.LATE);
      return record;
    }
    Frame frame = source.follow(prediction.getEventTime(), found.getBoxes());
    counters.add(TrackCounters.TRACKS, frame.begun());
    counters.add(TrackCounters.LEFT_OUT, frame.leftOut());
    Detections numbered = new Detections(numbered(found.getBoxes(), frame));
    Prediction told = Prediction.newBuilder(prediction).setOutput(numbered).build();
    return Outbound.keyed(predictions, prediction.getSourceId(), codec.encode(told));
  }

  private static List<DetectedBox> numbered(List<DetectedBox> boxes, Frame frame) {
    List<DetectedBox> numbered = new ArrayList<>(boxes.size());
    for (int i = 0; i < boxes.size(); i++) {
      Long id = frame.ids().get(i);
      DetectedBox box = boxes.get(i);
      numbered.add(id == null ? box : DetectedBox.newBuilder(box).setTrackId(id).build());
    }
    return numbered;
  }

  @Override
  public void processWatermark(Watermark mark) {
    passed = mark.getTimestamp();
    output.emitWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    sources.forgetBefore(MarkerTime.marker(passed));
    stored.update(sources.stored());
    counters.snapshot();
  }
}

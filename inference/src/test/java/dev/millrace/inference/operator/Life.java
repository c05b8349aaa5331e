package dev.millrace.inference.operator;

import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One life of an inference operator on Flink, from a checkpoint or from nothing. */
final class Life implements AutoCloseable {

  static final int MAX_PARALLELISM = 8;

  final AbstractStreamOperatorTestHarness<Outbound> flink;

  Life(OperatorSpec spec) throws Exception {
    this(spec, 1, 0, null);
  }

  Life(OperatorSpec spec, int parallelism, int subtask, @Nullable OperatorSubtaskState from)
      throws Exception {
    flink =
        new AbstractStreamOperatorTestHarness<>(
            new InferenceOperatorFactory(spec), MAX_PARALLELISM, parallelism, subtask);
    flink.setup();
    if (from != null) {
      flink.initializeState(from);
    }
    flink.open();
  }

  @SuppressWarnings("unchecked")
  private TwoInputStreamOperator<Sample, Inbound, Outbound> operator() {
    return (TwoInputStreamOperator<Sample, Inbound, Outbound>)
        (TwoInputStreamOperator<?, ?, ?>) flink.getOperator();
  }

  void sample(Sample sample) throws Exception {
    operator().processElement1(new StreamRecord<>(sample));
  }

  void event(Inbound event) throws Exception {
    sample(Sample.plain(event));
  }

  void model(Inbound change) throws Exception {
    operator().processElement2(new StreamRecord<>(change));
  }

  void watermark(long millis) throws Exception {
    operator().processWatermark1(new Watermark(millis));
  }

  /** What the task does at a checkpoint. */
  OperatorSubtaskState checkpoint() throws Exception {
    flink.prepareSnapshotPreBarrier(1);
    return flink.snapshot(1, 1);
  }

  /** Waits for what is in flight. */
  List<Outbound> drained() throws Exception {
    flink.prepareSnapshotPreBarrier(1);
    return flink.extractOutputValues();
  }

  <T extends SpecificRecord> List<T> drained(Class<T> type) throws Exception {
    return Fixtures.all(drained(), type);
  }

  @Override
  public void close() throws Exception {
    flink.close();
  }
}

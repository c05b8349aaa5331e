package dev.millrace.dashboard.view;

import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Sums up events, predictions and labels; sends the latter two on by event to be joined. */
final class StreamView implements Processor<byte[], byte[], String, byte[]> {

  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  private final RecordReader reader;
  private ProcessorContext<String, byte[]> context;
  private TaskWindows fine;
  private TaskWindows coarse;
  private KeyValueStore<String, byte[]> totals;
  private SourceBook sources;

  StreamView(RecordReader reader) {
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    fine = new TaskWindows(context.getStateStore(Stores.FINE), Stores.FINE_MILLIS);
    coarse = new TaskWindows(context.getStateStore(Stores.COARSE), Stores.COARSE_MILLIS);
    totals = context.getStateStore(Stores.TOTALS);
    sources =
        new SourceBook(context.getStateStore(Stores.SOURCES), context.getStateStore(Stores.TRACKS));
    context.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, sources::forget);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    SpecificRecord value = reader.read(record.value());
    long at = record.timestamp();
    if (value instanceof Prediction prediction) {
      prediction(prediction, at);
    } else if (value instanceof Label label) {
      TaskTotals sums = totals(label.getTask());
      sums.label();
      totals.put(label.getTask(), sums.bytes());
      context.forward(new Record<>(label.getEventId(), Joining.of(label).bytes(), at));
    } else if (value instanceof SensorReading reading) {
      Position where = Position.of(reading.getChannels(), reading.getValues());
      double time = Json.millis(reading.getEventTime());
      sources.event(reading.getSourceId(), reading.getFeed(), at, time, where);
    } else if (value instanceof ImageFrame frame) {
      double time = Json.millis(frame.getEventTime());
      sources.event(frame.getSourceId(), frame.getFeed(), at, time, null);
    } else if (value instanceof TextMessage text) {
      double time = Json.millis(text.getEventTime());
      sources.event(text.getSourceId(), text.getFeed(), at, time, null);
    }
  }

  private void prediction(Prediction prediction, long at) {
    String task = prediction.getTask();
    double late = Json.millis(prediction.getInferredAt() - prediction.getProducedAt());
    var classes = Outputs.classes(prediction.getOutput());
    fine.add(task, at, late, classes);
    coarse.add(task, at, late, classes);
    TaskTotals sums = totals(task);
    sums.prediction(at, Outputs.type(prediction.getOutput()));
    totals.put(task, sums.bytes());
    sources.answered(prediction.getSourceId(), task);
    context.forward(new Record<>(prediction.getEventId(), Joining.of(prediction).bytes(), at));
  }

  private TaskTotals totals(String task) {
    byte[] kept = totals.get(task);
    return kept == null ? new TaskTotals() : TaskTotals.of(kept);
  }
}

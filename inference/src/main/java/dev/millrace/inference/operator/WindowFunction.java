package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.SensorWindows;
import dev.millrace.inference.preprocess.WindowState;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.WindowSpec;
import dev.millrace.stream.Inbound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes windows of the readings of each source, in keyed state. Readings of other feeds are passed
 * over; what can't be read and what the window refuses goes on, so that one operator counts
 * everything.
 */
final class WindowFunction extends KeyedProcessFunction<String, Inbound, Sample> {

  private static final long serialVersionUID = 1L;

  private final Feed feed;
  private final WindowSpec spec;
  private final SensorInput input;

  private transient AvroCodec codec;
  private transient SensorWindows windows;
  private transient ValueState<byte[]> state;

  WindowFunction(Feed feed, WindowSpec spec, SensorInput input) {
    this.feed = feed;
    this.spec = spec;
    this.input = input;
  }

  @Override
  public void open(OpenContext context) {
    codec = new AvroCodec();
    windows = SensorWindows.of(spec, input, feed.columns().channels());
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "window", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  /** The source that a record is kept under: its key. */
  static String source(Inbound event) {
    byte[] key = event.key();
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  @Override
  public void processElement(Inbound event, Context context, Collector<Sample> out)
      throws Exception {
    SensorReading reading = reading(event);
    if (reading == null) {
      out.collect(Sample.plain(event));
    } else if (reading.getFeed().equals(feed.name())) {
      out.collect(
          reading.getSourceId().equals(context.getCurrentKey())
              ? windowed(event, reading)
              : misplaced(event, reading));
    }
  }

  /** The reading; null for all else, of which the scorer says what is wrong. */
  private @Nullable SensorReading reading(Inbound event) {
    try {
      return EventFacts.read(codec, event.value()).event() instanceof SensorReading reading
          ? reading
          : null;
    } catch (UnreadableRecord e) {
      return null;
    }
  }

  private Sample windowed(Inbound event, SensorReading reading) throws IOException {
    byte[] saved = state.value();
    WindowState window = saved == null ? windows.newState() : WindowState.fromBytes(saved);
    Sample sample = sample(event, windows.accept(window, reading));
    state.update(window.toBytes());
    return sample;
  }

  /** A window of mixed sources would be nonsense that nobody notices. */
  private static Sample misplaced(Inbound event, SensorReading reading) {
    return Sample.rejected(
        event,
        Outcome.Cause.WRONG_EVENT.name(),
        "reading of source '%s' has the key '%s'; write readings with their source id as key"
            .formatted(reading.getSourceId(), source(event)));
  }

  private static Sample sample(Inbound event, Outcome<SensorWindows.Window> outcome) {
    if (outcome instanceof Outcome.Prepared<SensorWindows.Window> ready) {
      SensorWindows.Window window = ready.value();
      return Sample.windowed(
          event, window.values().floats(), (float) window.offset(), (float) window.factor());
    }
    if (outcome instanceof Outcome.Rejected<SensorWindows.Window> refused) {
      return Sample.rejected(event, refused.cause().name(), refused.reason());
    }
    return Sample.warmUp(event);
  }
}

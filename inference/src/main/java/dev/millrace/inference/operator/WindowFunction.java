package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.inference.preprocess.SensorWindows;
import dev.millrace.inference.preprocess.WindowState;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.WindowSpec;
import dev.millrace.stream.Inbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Makes windows of the readings of each source, in keyed state. Readings of other feeds are passed
 * over; what the window refuses goes on as rejected, so that one operator counts everything.
 */
public final class WindowFunction extends KeyedProcessFunction<String, Inbound, Sample> {

  private static final long serialVersionUID = 1L;

  private final String feed;
  private final WindowSpec spec;
  private final SensorWindows.Scaling scaling;

  private transient AvroCodec codec;
  private transient SensorWindows windows;
  private transient ValueState<byte[]> state;

  public WindowFunction(String feed, WindowSpec spec, SensorWindows.Scaling scaling) {
    this.feed = feed;
    this.spec = spec;
    this.scaling = scaling;
  }

  @Override
  public void open(OpenContext context) {
    codec = new AvroCodec();
    windows = new SensorWindows(spec, scaling);
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "window", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  @Override
  public void processElement(Inbound event, Context context, Collector<Sample> out)
      throws Exception {
    SensorReading reading;
    try {
      reading = codec.decode(event.value(), SensorReading.class);
    } catch (UnreadableRecord e) {
      out.collect(Sample.rejected(event, e.code().name(), e.getMessage()));
      return;
    }
    if (!reading.getFeed().equals(feed)) {
      return;
    }
    byte[] saved = state.value();
    WindowState window = saved == null ? windows.newState() : WindowState.fromBytes(saved);
    out.collect(sample(event, windows.accept(window, reading)));
    state.update(window.toBytes());
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

package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.SensorWindows;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.WindowSpec;
import dev.millrace.stream.Inbound;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Events as samples: windows of each source for sensors, the event as it is for all else. */
public final class SampleStream {

  private SampleStream() {}

  public static DataStream<Sample> of(ScoringSpec spec, DataStream<Inbound> events) {
    Task task = spec.task();
    TypeInformation<Sample> type = TypeInformation.of(Sample.class);
    WindowSpec window = task.window();
    if (window == null) {
      return events.map(Sample::plain).returns(type).name("samples " + task.name());
    }
    return events
        .keyBy(event -> new String(event.key(), StandardCharsets.UTF_8))
        .process(new WindowFunction(task.feed().name(), window, SensorWindows.Scaling.STANDARDISED))
        .returns(type)
        .name("windows " + task.name())
        .uid("windows-" + task.name());
  }
}

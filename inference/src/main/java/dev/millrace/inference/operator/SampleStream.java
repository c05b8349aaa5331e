package dev.millrace.inference.operator;

import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Events as samples: windows of each source for sensors, the event as it is for all else. */
public final class SampleStream {

  private SampleStream() {}

  public static DataStream<Sample> of(ScoringSpec spec, DataStream<Inbound> events) {
    Task task = spec.task();
    TypeInformation<Sample> type = TypeInformation.of(Sample.class);
    if (spec.input() instanceof SensorInput input) {
      return events
          .keyBy(WindowFunction::source)
          .process(new WindowFunction(task.feed(), task.windowing().orElseThrow(), input))
          .returns(type)
          .name("windows " + task.name())
          .uid("windows-" + task.name());
    }
    return bySource(events, spec.settings().parallelism())
        .map(Sample::plain)
        .returns(type)
        .name("samples " + task.name())
        .uid("samples-" + task.name());
  }

  /** Where fewer subtasks read than score, the events of a source must not overtake each other. */
  private static DataStream<Inbound> bySource(DataStream<Inbound> events, int parallelism) {
    return events.getParallelism() == parallelism ? events : events.keyBy(WindowFunction::source);
  }
}

package dev.millrace.inference.fuse;

import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Alignment;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import dev.millrace.stream.Sources;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What scoring writes, with the values of the task's sensors in its predictions. */
public final class FusionStream {

  /**
   * How far one feed may be read ahead of another, in tolerances: a tolerance spans some readings,
   * so this bounds what is held by a few thousand a source, and keeps the sources busy.
   */
  private static final int TOLERANCES_AHEAD = 100;

  private FusionStream() {}

  /**
   * Fuses what the task asks for.
   *
   * @param task its fused feeds are described
   * @param scored what scoring writes, each subtask's own to be passed on by the same subtask
   */
  public static DataStream<Outbound> of(
      Task task, Topics topics, Sources sources, DataStream<Outbound> scored) {
    FusionSpec spec = FusionSpec.of(task);
    DataStream<FusedReading> readings =
        spec.feeds().stream()
            .map(feed -> readings(task, topics, sources, feed))
            .reduce(DataStream::union)
            .orElseThrow();
    return scored
        .connect(readings.broadcast())
        .transform(
            "fuse " + task.name(),
            TypeInformation.of(Outbound.class),
            new FusionOperator(spec, topics.predictions()))
        .uid("fuse-" + task.name())
        .forward();
  }

  private static DataStream<FusedReading> readings(
      Task task, Topics topics, Sources sources, FusedFeed feed) {
    String name = task.name() + "-" + feed.feed().name();
    String topic = topics.sensorEvents();
    String reader = "fused-" + name;
    DataStream<Inbound> records =
        feed.unmarked()
            ? sources.unmarked(reader, topic)
            : sources.records(
                reader, topic, Origins.feed(feed.feed().name()), aligned(task).orElse(null));
    return records
        .flatMap(new ReadingsOfFeed(feed))
        .returns(TypeInformation.of(FusedReading.class))
        .name("readings " + name)
        .uid("readings-" + name)
        .setParallelism(records.getParallelism());
  }

  /**
   * How the task's feeds are kept in step where all of them are recorded: else a replay at full
   * speed would read one of them to its end. Live feeds are kept in step by time itself, and must
   * not wait for one that is silent.
   */
  public static Optional<Alignment> aligned(Task task) {
    if (task.fuse().isEmpty()) {
      return Optional.empty();
    }
    FusionSpec spec = FusionSpec.of(task);
    boolean recorded =
        Stream.concat(Stream.of(task.feed()), spec.feeds().stream().map(FusedFeed::feed))
            .map(Feed::format)
            .noneMatch(format -> format.live() || format.external());
    Duration ahead = spec.within().multipliedBy(TOLERANCES_AHEAD);
    return recorded ? Optional.of(new Alignment("fuse-" + task.name(), ahead)) : Optional.empty();
  }
}

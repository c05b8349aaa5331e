package dev.millrace.inference.job;

import dev.millrace.inference.fuse.FusionStream;
import dev.millrace.inference.operator.InferenceOperatorFactory;
import dev.millrace.inference.operator.Sample;
import dev.millrace.inference.operator.SampleStream;
import dev.millrace.inference.operator.ScoringSpec;
import dev.millrace.inference.operator.Unreadable;
import dev.millrace.inference.track.TrackStream;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.ServeSpec.Delivery;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.Outbound;
import dev.millrace.stream.Sinks;
import dev.millrace.stream.Sources;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One Flink job that scores the events of all tasks. Every task has a source of its own, so its
 * watermark follows its own feed; the model topics are read once and broadcast.
 */
public final class InferenceJob {

  /** Name of the job, of its consumer groups and its transactions. */
  public static final String NAME = "inference";

  private InferenceJob() {}

  /**
   * Builds the job; the caller registers each bundle as a cached file and submits it.
   *
   * @param tasks what to score
   */
  public static void build(
      StreamExecutionEnvironment env, JobSettings settings, List<ScoringSpec> tasks) {
    env.setParallelism(settings.parallelism());
    Topics topics = settings.topics();
    Sources sources = new Sources(env, settings, NAME);
    DataStream<Inbound> models =
        sources
            .changes("models", List.of(topics.modelVersions(), topics.modelAliases()))
            .broadcast();
    Map<Delivery, DataStream<Outbound>> outputs = new EnumMap<>(Delivery.class);
    Set<String> reported = new HashSet<>();
    for (ScoringSpec spec : tasks) {
      // Tasks may read the same topic; one of them reports what nobody can read.
      Unreadable unreadable =
          reported.add(eventTopic(spec)) ? Unreadable.REPORTED : Unreadable.PASSED_OVER;
      outputs.merge(
          spec.task().serve().delivery(),
          score(spec, unreadable, sources, models),
          DataStream::union);
    }
    outputs.forEach(
        (delivery, records) -> {
          String name = NAME + "-" + delivery.name().toLowerCase(Locale.ROOT);
          records.sinkTo(Sinks.outbound(settings, name, delivery)).name(name).uid("sink-" + name);
        });
  }

  private static DataStream<Outbound> score(
      ScoringSpec spec, Unreadable unreadable, Sources sources, DataStream<Inbound> models) {
    String task = spec.task().name();
    DataStream<Inbound> events =
        sources.records(
            "events-" + task,
            eventTopic(spec),
            Origins.feed(spec.task().feed().name()),
            FusionStream.aligned(spec.task()).orElse(null));
    DataStream<Sample> samples = SampleStream.of(spec, events);
    DataStream<Outbound> scored =
        samples
            .connect(models)
            .transform(
                "score " + task,
                TypeInformation.of(Outbound.class),
                new InferenceOperatorFactory(spec, unreadable))
            .uid("score-" + task)
            // One writer for all that a subtask gives: through another, its markers could overtake
            // its
            // records. Flink refuses to forward to another number of subtasks.
            .forward();
    Topics topics = spec.settings().topics();
    DataStream<Outbound> tracked =
        spec.task()
            .tracking()
            .map(track -> TrackStream.of(task, track, topics, scored))
            .orElse(scored);
    return spec.task().fuse().isEmpty()
        ? tracked
        : FusionStream.of(spec.task(), topics, sources, tracked);
  }

  /** The topic that carries the events of a task's feed. */
  private static String eventTopic(ScoringSpec spec) {
    Feed feed = spec.task().feed();
    Topics topics = spec.settings().topics();
    return switch (feed.kind()) {
      case TEXT -> topics.textEvents();
      case IMAGE -> topics.imageEvents();
      case SENSOR, BY_COLUMNS -> topics.sensorEvents();
    };
  }
}

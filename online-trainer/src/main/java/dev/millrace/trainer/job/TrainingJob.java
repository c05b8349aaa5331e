package dev.millrace.trainer.job;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.ServeSpec.Delivery;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.Outbound;
import dev.millrace.stream.Sinks;
import dev.millrace.stream.Sources;
import dev.millrace.trainer.join.Arrival;
import dev.millrace.trainer.join.ArrivalReader;
import dev.millrace.trainer.join.ArrivalReader.Unreadable;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.join.LabelJoinFunction;
import dev.millrace.trainer.learner.LearnerOperator;
import dev.millrace.trainer.learner.LearnerSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One Flink job that trains all tasks. Each has sources, a join and a learner of its own, so its
 * watermark follows its own feed. All records leave through one sink: a batch is learned, logged
 * and published in one transaction.
 */
public final class TrainingJob {

  /** Name of the job, of its consumer groups and its transactions. */
  public static final String NAME = "training";

  private final List<LearnerSpec> tasks;
  private final TrainingInputs inputs;

  /**
   * @param tasks what to train, at least one
   * @param inputs where records come from
   */
  public TrainingJob(List<LearnerSpec> tasks, TrainingInputs inputs) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a training job needs a task that learns");
    }
    this.tasks = List.copyOf(tasks);
    this.inputs = inputs;
  }

  /**
   * Builds the whole job on Kafka; the caller registers each bundle as a cached file and submits
   * it.
   *
   * @param tasks what to train, at least one
   */
  public static void build(
      StreamExecutionEnvironment env, JobSettings settings, List<TrainingSpec> tasks) {
    env.setParallelism(settings.parallelism());
    Sources sources = new Sources(env, settings, NAME);
    List<LearnerSpec> learners = tasks.stream().map(task -> task.learner(settings)).toList();
    new TrainingJob(learners, TrainingInputs.topics(sources, settings.topics()))
        .outputs()
        .sinkTo(Sinks.outbound(settings, NAME, Delivery.EXACTLY_ONCE))
        .name("training records")
        .uid("sink-" + NAME)
        // One writer: readers see versions and aliases in the order in which they were made.
        .setParallelism(1);
  }

  /** Consumer groups that read for a task. */
  public static List<String> groups(Topics topics, Task task) {
    return List.of(
        Sources.group(topics, NAME, TrainingInputs.featuresReader(task)),
        Sources.group(topics, NAME, TrainingInputs.labelsReader(task)));
  }

  /** Wires joins and learners; gives all that they write. */
  public DataStream<Outbound> outputs() {
    DataStream<Inbound> decisions = inputs.aliases().union(inputs.controls());
    List<DataStream<Outbound>> outputs = new ArrayList<>();
    Unreadable unreadable = Unreadable.REPORTED;
    for (LearnerSpec spec : tasks) {
      outputs.add(learn(spec, join(spec.task(), unreadable), decisions));
      // Every task reads the same topics; one of them reports what nobody can read.
      unreadable = Unreadable.PASSED_OVER;
    }
    return outputs.stream().reduce(DataStream::union).orElseThrow();
  }

  private DataStream<JoinOutcome> join(Task task, Unreadable unreadable) {
    JoinSpec spec = task.train().orElseThrow().join();
    return arrivals("features", task, inputs.features(task), unreadable)
        .keyBy(Arrival::eventId)
        .connect(arrivals("labels", task, inputs.labels(task), unreadable).keyBy(Arrival::eventId))
        .process(new LabelJoinFunction(spec), TypeInformation.of(JoinOutcome.class))
        .name("join " + task.name())
        .uid("join-" + task.name());
  }

  private static DataStream<Arrival> arrivals(
      String kind, Task task, DataStream<Inbound> records, Unreadable unreadable) {
    return records
        .flatMap(new ArrivalReader(task.name(), unreadable), TypeInformation.of(Arrival.class))
        .name(kind + " of " + task.name())
        .uid("read-" + kind + "-" + task.name());
  }

  private static DataStream<Outbound> learn(
      LearnerSpec spec, DataStream<JoinOutcome> joined, DataStream<Inbound> decisions) {
    var learner =
        joined
            .connect(decisions)
            .transform(
                "learn " + spec.task().name(),
                TypeInformation.of(Outbound.class),
                new LearnerOperator(spec))
            .uid("learn-" + spec.task().name())
            .setParallelism(1);
    learner.setMaxParallelism(1);
    return learner;
  }
}

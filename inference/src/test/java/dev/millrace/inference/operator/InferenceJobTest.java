package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.job.InferenceJob;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrackSpec;
import dev.millrace.stream.JobSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the job is wired; in this package to look into the operators' specs. */
class InferenceJobTest {

  private static final JobSettings SETTINGS =
      new JobSettings(
          "localhost:1",
          Map.of(),
          Fixtures.TOPICS,
          // Text has fewer partitions than the job has subtasks.
          Map.of(
              Fixtures.TOPICS.textEvents(), 1,
              Fixtures.TOPICS.sensorEvents(), 4,
              Fixtures.TOPICS.predictions(), 4,
              Fixtures.TOPICS.features(), 4),
          2,
          JobSettings.DEFAULT_CHECKPOINT_INTERVAL,
          JobSettings.DEFAULT_TRANSACTION_TIMEOUT);

  private static ScoringSpec spec(Task task, ModelBundle bundle) {
    return new ScoringSpec(task, bundle.ref(), bundle.manifest().input(), SETTINGS, 1);
  }

  private static ScoringSpec text(String name) {
    return text(name, null);
  }

  private static ScoringSpec text(String name, @Nullable TrackSpec track) {
    Task task = Fixtures.textTask();
    Task named =
        new Task(
            name,
            task.feed(),
            task.classes(),
            task.bundle(),
            null,
            task.decode(),
            null,
            task.serve(),
            List.of(),
            track);
    return spec(named, Fixtures.textBundle(1, List.of("probabilities")));
  }

  @Test
  void oneTaskOfATopicReportsWhatNobodyCanRead() {
    ScoringSpec sensor = spec(Fixtures.sensorTask(), Fixtures.sensorModel().bundle());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    InferenceJob.build(env, SETTINGS, List.of(text("tone"), sensor, text("second")));
    StreamGraph graph = env.getStreamGraph();
    assertThat(
            graph.getStreamNodes().stream()
                .map(StreamNode::getOperatorFactory)
                .filter(InferenceOperatorFactory.class::isInstance)
                .map(factory -> ((InferenceOperatorFactory) factory).spec())
                .map(spec -> spec.task().name() + " " + spec.unreadable()))
        .containsExactlyInAnyOrder("tone REPORTED", "motion REPORTED", "second PASSED_OVER");
  }

  @Test
  void taskThatTracksHasOneOperatorMoreAndAllOthersStayAsTheyAre() {
    Set<String> uids = uids(text("tone", TrackSpec.DEFAULT), text("second"));
    assertThat(uids.remove("track-tone")).isTrue();
    assertThat(uids).isEqualTo(uids(text("tone"), text("second"))).contains("score-tone");
  }

  private static Set<String> uids(ScoringSpec... specs) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    InferenceJob.build(env, SETTINGS, List.of(specs));
    return env.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void jobOfAllKindsOfTasksCanBeShipped() {
    ScoringSpec sensor = spec(Fixtures.sensorTask(), Fixtures.sensorModel().bundle());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    InferenceJob.build(env, SETTINGS, List.of(text("tone"), sensor));
    assertThat(
            StreamSupport.stream(
                    env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                .map(vertex -> vertex.getName()))
        .anyMatch(name -> name.contains("score motion"))
        .anyMatch(name -> name.contains("score tone"));
  }

  @Test
  void sensorBundleWithoutAWindowIsRefusedBeforeTheJobStarts() {
    assertThatThrownBy(() -> spec(Fixtures.textTask(), Fixtures.sensorModel().bundle()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write window");
  }
}

package dev.millrace.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.MarkerWatermarks;
import dev.millrace.stream.Outbound;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.learner.LearnerSpec;
import dev.millrace.trainer.learner.LearningFixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** The whole job on a MiniCluster, with recorded topics instead of Kafka. */
final class TrainingJobTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final Task TASK = LearningFixture.classes(4, 12);
  private static final int EXAMPLES = 60;

  /** Topics as lists: features and labels of the fixture in any order, then the end marker. */
  private record Recorded(StreamExecutionEnvironment env, Random order) implements TrainingInputs {

    @Override
    public DataStream<Inbound> features(Task task) {
      List<Inbound> records =
          new ArrayList<>(
              LearningFixture.examples(EXAMPLES, 5).stream().map(JoinOutcome::features).toList());
      records.add(new Inbound("features", 0, 999, 0, new byte[0], new byte[] {1, 2, 3}));
      return stream(records, Origins.inference(task.name()));
    }

    @Override
    public DataStream<Inbound> labels(Task task) {
      return stream(
          new ArrayList<>(
              LearningFixture.examples(EXAMPLES, 5).stream().map(JoinOutcome::label).toList()),
          Origins.feed(task.feed().name()));
    }

    @Override
    public DataStream<Inbound> aliases() {
      ModelAlias alias =
          ModelAlias.newBuilder()
              .setTask("another")
              .setChampion(1)
              .setReason("")
              .setDecidedBy("ada")
              .setDecidedAt(0)
              .build();
      return env.fromData(
          TypeInformation.of(Inbound.class),
          new Inbound("aliases", 0, 0, 0, new byte[0], CODEC.encode(alias)));
    }

    @Override
    public DataStream<Inbound> controls() {
      return env.fromData(
          TypeInformation.of(Inbound.class),
          new Inbound(
              "controls",
              0,
              0,
              0,
              new byte[0],
              CODEC.encode(new TrainingControl("another", true, "", "ada", 0L))));
    }

    private DataStream<Inbound> stream(List<Inbound> records, String origin) {
      Collections.shuffle(records, order);
      byte[] end = CODEC.encode(new Marker(origin, 0, 1, 0L, true, Map.of()));
      records.add(new Inbound("any", 0, 0, 0, new byte[0], end));
      return env.fromData(records, TypeInformation.of(Inbound.class))
          .assignTimestampsAndWatermarks(new MarkerWatermarks(origin))
          .filter(record -> !AvroCodec.isMarker(record.value()))
          .rebalance();
    }
  }

  private static List<SpecificRecord> run(int parallelism, long seed) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(parallelism);
    LearnerSpec spec =
        new LearnerSpec(
            TASK,
            context -> LearningFixture.model(TASK),
            version -> Optional.empty(),
            Topics.DEFAULT);
    DataStream<Outbound> outputs =
        new TrainingJob(List.of(spec), new Recorded(env, new Random(seed))).outputs();
    List<SpecificRecord> records = new ArrayList<>();
    try (CloseableIterator<Outbound> all = outputs.executeAndCollect()) {
      while (all.hasNext()) {
        records.add(CODEC.decode(all.next().value()));
      }
    }
    return records;
  }

  private static <T> List<T> all(List<SpecificRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void versionsAreTheSameForOneAndForFourSubtasksInAnyOrder() throws Exception {
    List<SpecificRecord> one = run(1, 1);
    List<SpecificRecord> four = run(4, 2);
    assertThat(all(one, ModelVersion.class)).hasSize(6);
    assertThat(all(four, ModelVersion.class))
        .extracting(ModelVersion::getHash)
        .isEqualTo(all(one, ModelVersion.class).stream().map(ModelVersion::getHash).toList());
    assertThat(all(four, TrainingExample.class)).isEqualTo(all(one, TrainingExample.class));
  }

  @Test
  void endIsToldWithCountersAndUnreadableRecordsAreDeadLetters() throws Exception {
    List<SpecificRecord> records = run(2, 3);
    Marker last = all(records, Marker.class).get(all(records, Marker.class).size() - 1);
    assertThat(last.getEnd()).isTrue();
    assertThat(last.getCounters())
        .contains(
            entry("labels_joined", (long) EXAMPLES),
            entry("examples", (long) EXAMPLES),
            entry("features_unlabelled", 0L),
            entry("dead_letters", 1L));
    DeadLetter letter = all(records, DeadLetter.class).get(0);
    assertThat(letter.getStage()).isEqualTo("trainer.join");
    assertThat(letter.getOffset()).isEqualTo(999);
    assertThat(StandardCharsets.UTF_8.decode(letter.getKey()).toString()).isEmpty();
  }
}

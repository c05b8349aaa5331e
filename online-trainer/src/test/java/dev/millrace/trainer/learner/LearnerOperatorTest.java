package dev.millrace.trainer.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import dev.millrace.trainer.join.JoinOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The learner as it runs on Flink. */
public final class LearnerOperatorTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final Task TASK = LearningFixture.classes(4, 12);

  /** One life of the operator, from a checkpoint or from nothing. */
  private static final class Life implements AutoCloseable {

    private final TwoInputStreamOperatorTestHarness<JoinOutcome, Inbound, Outbound> flink;
    private long time;

    Life(OperatorSubtaskState from) throws Exception {
      LearnerSpec spec =
          new LearnerSpec(
              TASK, context -> LearningFixture.model(TASK), version -> Optional.empty(), TOPICS);
      flink = new TwoInputStreamOperatorTestHarness<>(new LearnerOperator(spec));
      flink.setup();
      if (from != null) {
        flink.initializeState(from);
      }
      flink.open();
    }

    void outcome(JoinOutcome outcome) throws Exception {
      flink.processElement1(new StreamRecord<>(outcome));
    }

    void alias(ModelAlias alias) throws Exception {
      byte[] value = CODEC.encode(alias);
      flink.processElement2(
          new StreamRecord<>(LearningFixture.inbound(TOPICS.modelAliases(), "t", 0, value)));
    }

    void training(boolean paused) throws Exception {
      byte[] value = CODEC.encode(new TrainingControl(LearningFixture.TASK, paused, "", "ada", 0L));
      flink.processElement2(
          new StreamRecord<>(LearningFixture.inbound(TOPICS.trainingControls(), "t", 0, value)));
    }

    /** Lets timers fire, which give out what has waited. */
    void pass(int steps) throws Exception {
      for (int i = 0; i < steps; i++) {
        flink.setProcessingTime(++time);
      }
    }

    void watermark(long millis) throws Exception {
      flink.processWatermark1(new Watermark(millis));
    }

    List<Outbound> outbounds() {
      return flink.extractOutputValues();
    }

    @Override
    public void close() throws Exception {
      flink.close();
    }
  }

  private static <T extends SpecificRecord> List<T> all(List<Outbound> records, Class<T> type) {
    List<T> found = new ArrayList<>();
    for (Outbound record : records) {
      try {
        if (record.value() != null && type.isInstance(CODEC.decode(record.value()))) {
          found.add(CODEC.decode(record.value(), type));
        }
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  private static List<String> hashes(List<Outbound> records) {
    return all(records, ModelVersion.class).stream()
        .map(version -> version.getVersion() + " " + version.getHash())
        .toList();
  }

  @Test
  void recordsGoToTheirTopics() throws Exception {
    try (Life life = new Life(null)) {
      for (JoinOutcome example : LearningFixture.examples(12, 1)) {
        life.outcome(example);
      }
      life.watermark(Long.MAX_VALUE);
      assertThat(life.outbounds())
          .extracting(record -> record.topic() + " " + new String(record.key(), UTF_8))
          .contains(
              TOPICS.modelVersions() + " shapes@0",
              TOPICS.modelAliases() + " shapes",
              TOPICS.trainingExamples() + " shapes",
              TOPICS.modelVersions() + " shapes@1",
              TOPICS.modelMetrics() + " shapes");
    }
  }

  @Test
  void watermarkLeavesAsMarkerWithCounters() throws Exception {
    try (Life life = new Life(null)) {
      life.outcome(LearningFixture.examples(1, 1).get(0));
      life.watermark(999);
      life.watermark(Long.MAX_VALUE);
      List<Marker> markers = all(life.outbounds(), Marker.class);
      assertThat(markers).hasSize(2);
      assertThat(markers.get(0).getOrigin()).isEqualTo("trainer/shapes");
      assertThat(markers.get(0).getEventTime()).isEqualTo(1_000_000);
      assertThat(markers.get(0).getEnd()).isFalse();
      assertThat(markers.get(1).getEnd()).isTrue();
      assertThat(markers.get(1).getCounters())
          .contains(
              entry("labels_joined", 1L),
              entry("examples", 1L),
              entry("examples_left_in_batch", 1L));
    }
  }

  @Test
  void examplesWaitForTheWatermark() throws Exception {
    try (Life life = new Life(null)) {
      List<JoinOutcome> examples = LearningFixture.examples(3, 1);
      life.outcome(examples.get(2));
      life.outcome(examples.get(0));
      life.outcome(examples.get(1));
      life.watermark(1_500);
      assertThat(all(life.outbounds(), TrainingExample.class))
          .extracting(TrainingExample::getEventId)
          .containsExactly("event-000000", "event-000001");
    }
  }

  @Test
  void aliasSetByHandPinsTheGate() throws Exception {
    try (Life life = new Life(null)) {
      life.alias(
          ModelAlias.newBuilder()
              .setTask(LearningFixture.TASK)
              .setChampion(0)
              .setPinned(true)
              .setReason("hold")
              .setDecidedBy("ada")
              .setDecidedAt(0)
              .build());
      for (JoinOutcome example : LearningFixture.examples(24, 1)) {
        life.outcome(example);
      }
      life.watermark(Long.MAX_VALUE);
      assertThat(all(life.outbounds(), ModelAlias.class)).hasSize(1);
      assertThat(hashes(life.outbounds())).hasSize(3);
    }
  }

  @Test
  void pausedTaskLearnsNothingAndDoesNotEndUntilItIsResumed() throws Exception {
    try (Life life = new Life(null)) {
      life.training(true);
      for (JoinOutcome example : LearningFixture.examples(24, 1)) {
        life.outcome(example);
      }
      life.watermark(Long.MAX_VALUE);
      assertThat(all(life.outbounds(), TrainingExample.class)).isEmpty();
      assertThat(all(life.outbounds(), Marker.class)).isEmpty();
      life.training(false);
      life.pass(1);
      assertThat(all(life.outbounds(), TrainingExample.class)).hasSize(24);
      assertThat(all(life.outbounds(), Marker.class)).last().matches(Marker::getEnd);
    }
  }

  @Property(tries = 15)
  void pausesInTheMiddleAndRestartsWhilePausedChangeNoVersion(@ForAll long seed) throws Exception {
    List<JoinOutcome> examples = LearningFixture.examples(60, 3);
    Random random = new Random(seed);
    List<String> result = new ArrayList<>();
    Life life = new Life(null);
    try {
      for (int i = 0; i < examples.size(); i++) {
        if (random.nextInt(5) == 0) {
          life.training(random.nextBoolean());
        }
        life.outcome(examples.get(i));
        life.watermark((i + 1) * 1000L - 1);
        if (random.nextInt(6) == 0) {
          life.pass(1);
        }
        if (random.nextInt(8) == 0) {
          OperatorSubtaskState checkpoint = life.flink.snapshot(i, i);
          result.addAll(hashes(life.outbounds()));
          life.close();
          life = new Life(checkpoint);
        }
      }
      life.watermark(Long.MAX_VALUE);
      life.training(false);
      life.pass(2);
      result.addAll(hashes(life.outbounds()));
      assertThat(result).isEqualTo(run(examples, null));
    } finally {
      life.close();
    }
  }

  @Property(tries = 15)
  void versionsDependNeitherOnArrivalOrderNorOnCheckpoints(@ForAll long seed) throws Exception {
    List<JoinOutcome> examples = LearningFixture.examples(60, 3);
    assertThat(run(examples, new Random(seed))).isEqualTo(run(examples, null));
  }

  /** Shuffles within what the watermark allows, and restarts at random; null does neither. */
  private static List<String> run(List<JoinOutcome> examples, Random random) throws Exception {
    List<String> result = new ArrayList<>();
    OperatorSubtaskState checkpoint = null;
    List<JoinOutcome> left = new ArrayList<>(examples);
    Life life = new Life(null);
    try {
      int step = random == null ? 1 : 1 + random.nextInt(9);
      for (int until = step; !left.isEmpty(); until += step) {
        int due = until;
        List<JoinOutcome> now = new ArrayList<>();
        for (JoinOutcome example : left) {
          boolean early = random != null && random.nextInt(4) == 0;
          if (early || example.labelTime() < due * 1_000_000L) {
            now.add(example);
          }
        }
        left.removeAll(now);
        if (random != null) {
          Collections.shuffle(now, random);
        }
        for (JoinOutcome outcome : now) {
          life.outcome(outcome);
        }
        life.watermark(due * 1000L - 1);
        if (random != null && random.nextInt(3) == 0) {
          checkpoint = life.flink.snapshot(until, until);
          result.addAll(hashes(life.outbounds()));
          life.close();
          life = new Life(checkpoint);
        }
      }
      life.watermark(Long.MAX_VALUE);
      result.addAll(hashes(life.outbounds()));
      return result;
    } finally {
      life.close();
    }
  }
}

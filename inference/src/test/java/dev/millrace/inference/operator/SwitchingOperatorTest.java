package dev.millrace.inference.operator;

import static dev.millrace.inference.operator.Fixtures.alias;
import static dev.millrace.inference.operator.Fixtures.always;
import static dev.millrace.inference.operator.Fixtures.decided;
import static dev.millrace.inference.operator.Fixtures.published;
import static dev.millrace.inference.operator.Fixtures.version;
import static dev.millrace.inference.operator.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.stream.Inbound;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The operator of a task that learns, while its model topics move. */
class SwitchingOperatorTest {

  private static final LearningModel MODEL = Fixtures.sensorModel().learning().orElseThrow();
  private static final OperatorSpec SPEC =
      Fixtures.spec(Fixtures.sensorTask(), context -> Fixtures.sensorModel(), 2);

  private static final Inbound REST = published(version(MODEL, 1, always(MODEL, 0)).build());
  private static final Inbound MOVE = published(version(MODEL, 2, always(MODEL, 1)).build());

  private static Sample sample(int number) {
    return window(number, 1, 2, 3, 4, 5, number);
  }

  private static String label(Prediction prediction) {
    return ((Classification) prediction.getOutput()).getLabel();
  }

  @Test
  void weightsChangeBetweenTwoBatchesAndEachPredictionNamesItsVersion() throws Exception {
    try (Life life = new Life(SPEC)) {
      life.sample(sample(0));
      life.drained();
      life.model(REST);
      life.model(decided(0, alias(1).build()));
      life.sample(sample(1));
      life.drained();
      life.model(MOVE);
      life.model(decided(1, alias(2).build()));
      life.sample(sample(2));
      life.watermark(Long.MAX_VALUE);
      List<Prediction> predictions = life.drained(Prediction.class);
      assertThat(predictions)
          .extracting(prediction -> prediction.getModel().getVersion())
          .containsExactly(0L, 1L, 2L);
      assertThat(label(predictions.get(1))).isEqualTo("rest");
      assertThat(label(predictions.get(2))).isEqualTo("move");
      assertThat(life.drained(Marker.class).get(0).getCounters()).containsEntry("swaps", 2L);
    }
  }

  @Test
  void whatWasPublishedBeforeTheStartIsServedFromTheFirstEventOn() throws Exception {
    OperatorSpec started =
        new OperatorSpec(
            SPEC.task(),
            SPEC.model(),
            reader -> List.of(REST, decided(0, alias(1).build())).forEach(reader),
            SPEC.topics(),
            SPEC.markers(),
            1,
            Unreadable.REPORTED);
    try (Life life = new Life(started)) {
      life.sample(sample(0));
      assertThat(life.drained(Prediction.class).get(0).getModel().getVersion()).isEqualTo(1);
      // The stream brings the same records again: nothing is swapped.
      life.model(REST);
      life.model(decided(0, alias(1).build()));
      life.watermark(0);
      assertThat(life.drained(Marker.class).get(0).getCounters()).containsEntry("swaps", 0L);
    }
  }

  @Test
  void challengerIsScoredOnTheSameActivations() throws Exception {
    try (Life life = new Life(SPEC)) {
      life.model(REST);
      life.model(MOVE);
      life.model(decided(0, alias(1).setChallenger(2L).build()));
      life.sample(sample(0));
      Features features = life.drained(Features.class).get(0);
      assertThat(features.getScoredBy()).isEqualTo(1);
      assertThat(features.getScores().get(0)).isGreaterThan(0.9f);
      assertThat(features.getChallenger()).isEqualTo(2);
      assertThat(features.getChallengerScores().get(1)).isGreaterThan(0.9f);
      assertThat(features.getTensors()).hasSize(1);
      assertThat(features.getTensors().get(0).getShape()).containsExactly(6L);
      assertThat(
              features
                  .getTensors()
                  .get(0)
                  .getData()
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .asFloatBuffer()
                  .get(1))
          .isEqualTo(2f);
    }
  }

  @Test
  void challengerAnswersItsShareAndTheSameEventsInEveryRun() throws Exception {
    List<Long> first = answeredBy(0.3);
    assertThat(first.stream().filter(version -> version == 2).count()).isBetween(50L, 100L);
    assertThat(answeredBy(0.3)).isEqualTo(first);
    assertThat(answeredBy(0)).containsOnly(1L);
    assertThat(answeredBy(1)).containsOnly(2L);
  }

  private static List<Long> answeredBy(double fraction) throws Exception {
    try (Life life = new Life(SPEC)) {
      life.model(REST);
      life.model(MOVE);
      life.model(decided(0, alias(1).setChallenger(2L).setChallengerFraction(fraction).build()));
      for (int i = 0; i < 250; i++) {
        life.sample(sample(i));
      }
      List<Prediction> predictions = life.drained(Prediction.class);
      assertThat(predictions)
          .allSatisfy(
              prediction ->
                  assertThat(label(prediction))
                      .isEqualTo(prediction.getModel().getVersion() == 1 ? "rest" : "move"));
      return predictions.stream().map(prediction -> prediction.getModel().getVersion()).toList();
    }
  }

  @Test
  void scoreDoesNotDependOnBatchMates() throws Exception {
    List<List<Float>> alone =
        IntStream.range(0, 120).mapToObj(i -> scores(List.of(i)).get(0)).toList();
    assertThat(scores(IntStream.range(0, 120).boxed().toList())).isEqualTo(alone);
  }

  private static List<List<Float>> scores(List<Integer> numbers) {
    TaskScoring scoring = TaskScoring.start(SPEC.task(), Fixtures.sensorModel());
    try {
      List<Ready> batch =
          numbers.stream()
              .map(i -> new Question(facts(sample(i)), window(i, 0.1f * i, 2, i, 4, -5, 0.7f)))
              .map(question -> ready(scoring.scoring(), question))
              .toList();
      return scoring.scoring().answer(batch).stream()
          .map(answer -> answer.learning().scores())
          .toList();
    } finally {
      scoring.scoring().close();
    }
  }

  private static Ready ready(Scoring scoring, Question question) {
    return new Ready(question, ((Outcome.Prepared<ModelInput>) scoring.prepare(question)).value());
  }

  private static EventFacts facts(Sample sample) {
    try {
      return EventFacts.read(Fixtures.CODEC, sample.event().value());
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }
}

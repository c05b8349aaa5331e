package dev.millrace.dashboard.view;

import static dev.millrace.dashboard.view.ViewsPipe.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.avro.Values;
import dev.millrace.schemas.avro.ValuesTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the views keep of the records that pass. */
final class ViewsTopologyTest {

  @TempDir Path folder;
  private ViewsPipe pipe;

  @BeforeEach
  void open() {
    pipe = new ViewsPipe(folder);
  }

  @AfterEach
  void close() {
    pipe.close();
  }

  private void predict(String event, String source, String label) {
    pipe.write(TOPICS.predictions(), source, Said.prediction(event, source, label, pipe.micros()));
  }

  private void label(String event, String label) {
    pipe.write(TOPICS.labels(), event, Said.label(event, label, pipe.micros()));
  }

  private JsonNode card() {
    return pipe.views().tasks().get(0);
  }

  @Test
  void cardTellsRateLatencyAndClassesOfTheLastSeconds() {
    for (int i = 0; i < 20; i++) {
      predict("e" + i, "phone", i < 15 ? "ham" : "spam");
      pipe.pass(Duration.ofMillis(500));
    }
    JsonNode card = card();
    assertThat(card.path("task").asText()).isEqualTo(Said.TASK);
    assertThat(card.path("output").asText()).isEqualTo("classification");
    assertThat(card.path("predictions").asLong()).isEqualTo(20);
    assertThat(card.path("ratePerSecond").asDouble()).isEqualTo(2.0);
    assertThat(card.at("/latencyMs/p50").asDouble()).isCloseTo(250, within(250 * 0.023));
    assertThat(card.at("/classes/ham").asLong()).isEqualTo(15);
    assertThat(card.at("/classes/spam").asLong()).isEqualTo(5);
    JsonNode rate = card.at("/spark/rate");
    assertThat(rate).hasSize(60);
    assertThat(rate.get(59).asDouble()).isEqualTo(2.0);
    assertThat(rate.get(54).asDouble()).isZero();
  }

  @Test
  void quietTaskKeepsItsTotalsButHasNoRateAndNoLatency() {
    predict("e", "phone", "ham");
    pipe.pass(Duration.ofMinutes(10));
    JsonNode card = card();
    assertThat(card.path("predictions").asLong()).isEqualTo(1);
    assertThat(card.path("ratePerSecond").asDouble()).isZero();
    assertThat(card.path("latencyMs").isNull()).isTrue();
    assertThat(card.path("classes")).isEmpty();
  }

  @Test
  void labelIsCountedRightWhetherItComesBeforeOrAfterItsPrediction() {
    predict("e1", "phone", "ham");
    pipe.pass(Duration.ofSeconds(3));
    label("e1", "ham");
    label("e2", "ham");
    pipe.pass(Duration.ofSeconds(3));
    predict("e2", "phone", "spam");
    JsonNode source = pipe.views().sources().get(0);
    assertThat(source.at("/accuracy/sms/labelled").asLong()).isEqualTo(2);
    assertThat(source.at("/accuracy/sms/right").asLong()).isEqualTo(1);
    JsonNode delay = pipe.views().learning(Said.TASK).at("/labelDelay/points/0");
    assertThat(delay.path("count").asLong()).isEqualTo(2);
    assertThat(delay.path("p99Ms").asDouble()).isCloseTo(3_000, within(3_000 * 0.023));
  }

  private void foretell(String event, String source, Double... values) {
    Prediction foretold =
        Prediction.newBuilder(Said.prediction(event, source, "ham", pipe.micros()))
            .setTask("rul")
            .setOutput(new Values(List.of("life", "load"), List.of(values)))
            .build();
    pipe.write(TOPICS.predictions(), source, foretold);
  }

  private void measure(String event, Double... values) {
    Label truth =
        Label.newBuilder(Said.label(event, "ham", pipe.micros()))
            .setTask("rul")
            .setTarget(new ValuesTarget(List.of(values)))
            .build();
    pipe.write(TOPICS.labels(), event, truth);
  }

  @Test
  void errorOfASourceIsTheMeanOverAllItsValuesThatWereForetold() {
    foretell("e1", "engine", 10.0, 1.0);
    measure("e1", 12.0, 0.5);
    measure("e2", 7.0, 3.0);
    foretell("e2", "engine", 6.0, 3.0);
    // Neither of these can be compared: one value where there should be two, and no number.
    foretell("e3", "engine", 1.0, 1.0);
    measure("e3", 100.0);
    foretell("e4", "engine", Double.NaN, 1.0);
    measure("e4", 1.0, 1.0);
    JsonNode source = pipe.views().sources().get(0);
    assertThat(source.at("/error/rul/measured").asLong()).isEqualTo(2);
    assertThat(source.at("/error/rul/mae").asDouble())
        .isCloseTo((2.0 + 0.5 + 1.0 + 0.0) / 4, within(1e-12));
    assertThat(source.path("accuracy")).isEmpty();
  }

  @Test
  void metricTellsWhatTheLastStepDidToTheLossOfItsExamples() {
    PrequentialMetric with =
        PrequentialMetric.newBuilder(Said.metric(49, 0.6, pipe.micros()))
            .setStep(new StepLoss(4, 0.75, 0.5, "cross-entropy, nats"))
            .build();
    pipe.write(TOPICS.modelMetrics(), Said.TASK, with);
    pipe.write(TOPICS.modelMetrics(), Said.TASK, Said.metric(50, 0.6, pipe.micros()));
    JsonNode learned = pipe.views().learning(Said.TASK).path("prequential");
    JsonNode step = learned.at("/0/step");
    assertThat(step.path("examples").asInt()).isEqualTo(4);
    assertThat(step.path("before").asDouble()).isEqualTo(0.75);
    assertThat(step.path("after").asDouble()).isEqualTo(0.5);
    assertThat(step.path("loss").asText()).isEqualTo("cross-entropy, nats");
    assertThat(learned.at("/1/step").isNull()).isTrue();
  }

  @Test
  void labelThatComesTwiceIsCountedOnce() {
    predict("e1", "phone", "ham");
    label("e1", "ham");
    label("e1", "ham");
    JsonNode source = pipe.views().sources().get(0);
    assertThat(source.at("/accuracy/sms/labelled").asLong()).isEqualTo(1);
    assertThat(card().path("labels").asLong()).isEqualTo(2);
  }

  @Test
  void recordsThatCannotBeReadAreCountedAndStopNothing() {
    for (String topic :
        new String[] {
          TOPICS.predictions(),
          TOPICS.labels(),
          TOPICS.modelMetrics(),
          TOPICS.deadLetters(),
          TOPICS.textEvents()
        }) {
      pipe.bytes(topic, "phone", new byte[] {1, 2, 3});
      pipe.bytes(topic, "phone", null);
    }
    byte[] cut = new AvroCodec().encode(Said.metric(1, 0.5, 0));
    pipe.bytes(TOPICS.modelMetrics(), "phone", java.util.Arrays.copyOf(cut, cut.length - 3));
    predict("e", "phone", "ham");
    assertThat(pipe.reader().unreadable()).isEqualTo(6);
    assertThat(card().path("predictions").asLong()).isEqualTo(1);
  }

  @Test
  void lettersThatDifferInNumbersAndNamesAreOneGroup() {
    pipe.write(
        TOPICS.deadLetters(), "phone", Said.letter(null, "row 3 lacks 'text'; add it", 1_000));
    pipe.write(
        TOPICS.deadLetters(), "phone", Said.letter(null, "row 17 lacks 'body'; add it", 2_000));
    pipe.write(TOPICS.deadLetters(), "phone", Said.letter(Said.TASK, "no such class", 3_000));
    JsonNode groups = pipe.views().letters();
    assertThat(groups).hasSize(2);
    assertThat(groups.get(1).path("reason").asText()).isEqualTo("row … lacks …; add it");
    assertThat(groups.get(1).path("count").asLong()).isEqualTo(2);
    assertThat(groups.get(1).at("/newest/0/reason").asText()).contains("row 17");
    assertThat(groups.get(1).at("/newest/0/offset").asLong()).isEqualTo(1);
    assertThat(groups.get(0).at("/tasks/0").asText()).isEqualTo(Said.TASK);
  }

  @Test
  void versionWithATombstoneIsForgottenAndTheLastAliasTellsTheChampion() {
    for (long number = 0; number < 3; number++) {
      String key = Topics.versionKey(Said.TASK, number);
      pipe.write(TOPICS.modelVersions(), key, Said.version(number, 1f, 2f));
    }
    pipe.bytes(TOPICS.modelVersions(), Topics.versionKey(Said.TASK, 1), null);
    pipe.write(TOPICS.modelAliases(), Said.TASK, Said.alias(2));
    pipe.write(TOPICS.modelAliases(), Said.TASK, Said.alias(0));
    JsonNode versions = pipe.views().versions(Said.TASK);
    assertThat(versions.path("champion").asLong()).isZero();
    assertThat(versions.path("versions").findValuesAsText("hash"))
        .containsExactly("hash-0", "hash-2");
    assertThat(versions.path("aliases")).hasSize(2);
    assertThat(pipe.views().placeOf(Said.TASK, 2).offset()).isEqualTo(2);
    assertThat(card().path("newestVersion").asLong()).isEqualTo(2);
  }

  @Test
  void scoreOfTheSparkIsTheLastOneBeforeEachStep() {
    pipe.write(TOPICS.modelMetrics(), Said.TASK, Said.metric(49, 0.6, pipe.micros()));
    pipe.pass(Duration.ofSeconds(20));
    pipe.write(TOPICS.modelMetrics(), Said.TASK, Said.metric(99, 0.8, pipe.micros()));
    pipe.pass(Duration.ofSeconds(4));
    JsonNode score = card().at("/spark/score");
    assertThat(score.get(0).isNull()).isTrue();
    assertThat(score.get(55).asDouble()).isEqualTo(0.6);
    assertThat(score.get(59).asDouble()).isEqualTo(0.8);
    assertThat(card().at("/prequential/examples").asLong()).isEqualTo(100);
    assertThat(pipe.views().learning(Said.TASK).path("prequential")).hasSize(2);
  }

  @Test
  void trackHasThePointsThatAreAMetreApart() {
    for (int i = 0; i < 30; i++) {
      Map<String, Double> channels = new LinkedHashMap<>();
      channels.put("pose.pose.position.x", i * 0.5);
      channels.put("pose.pose.position.y", 0.0);
      channels.put("pose.pose.orientation.x", 0.0);
      channels.put("pose.pose.orientation.y", 0.0);
      channels.put("pose.pose.orientation.z", 0.0);
      channels.put("pose.pose.orientation.w", 1.0);
      pipe.write(TOPICS.sensorEvents(), "car", Said.reading("car", channels, i));
    }
    JsonNode position = pipe.views().sources().get(0).path("position");
    assertThat(position.path("unit").asText()).isEqualTo("m");
    assertThat(position.path("heading").asDouble()).isEqualTo(90);
    assertThat(position.path("track")).hasSize(15);
  }

  @Test
  void longSpanHasFewerPointsAndLosesNone() {
    for (int i = 0; i < 90; i++) {
      predict("e" + i, "phone", "ham");
      pipe.pass(Duration.ofMinutes(1));
    }
    JsonNode series = pipe.views().series(Said.TASK, Duration.ofHours(6));
    assertThat(series.path("points").size()).isBetween(50, 300);
    long sum = 0;
    for (JsonNode point : series.path("points")) {
      sum += point.path("count").asLong();
    }
    assertThat(sum).isEqualTo(90);
  }
}

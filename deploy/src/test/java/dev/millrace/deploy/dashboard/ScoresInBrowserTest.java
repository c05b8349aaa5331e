package dev.millrace.deploy.dashboard;

import static dev.millrace.deploy.TestCluster.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.Records;
import dev.millrace.deploy.browser.Axe;
import dev.millrace.deploy.browser.Chromium;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.avro.Values;
import dev.millrace.schemas.avro.ValuesTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How the page shows how far forecasts lay off, and what training did to its own examples. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScoresInBrowserTest {

  private static final String TASK = "life";

  private @Nullable Scene scene;
  private Chromium browser;

  @BeforeAll
  void start(@TempDir Path folder) {
    scene = Scene.open(folder);
    browser = scene.browser;
  }

  @AfterAll
  void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  /** An engine of which 100 is foretold, and then its truth. */
  private void foretell(String engine, String event, double truth) {
    long now = Scene.micros();
    SensorReading reading =
        SensorReading.newBuilder()
            .setEventId(event)
            .setSourceId(engine)
            .setFeed("engines")
            .setEventTime(now)
            .setProducedAt(now)
            .setAttributes(Map.of())
            .setChannels(List.of("speed"))
            .setValues(List.of(1.0))
            .build();
    scene.cluster.write(TOPICS.sensorEvents(), 0, engine, reading);
    Prediction foretold =
        Prediction.newBuilder(Records.spam(event, now, 4))
            .setSourceId(engine)
            .setTask(TASK)
            .setEventTime(now)
            .setOutput(new Values(List.of("cycles"), List.of(100.0)))
            .build();
    scene.cluster.write(TOPICS.predictions(), 0, engine, foretold);
    Label label =
        Label.newBuilder()
            .setEventId(event)
            .setTask(TASK)
            .setTarget(new ValuesTarget(List.of(truth)))
            .setLabelTime(now)
            .setProducedAt(now)
            .build();
    scene.cluster.write(TOPICS.labels(), 0, event, label);
  }

  @Test
  void forecastGetsTheBandOfItsRecentErrorsOnceThereAreEnough() {
    browser.view("live?task=" + TASK);
    int[] sent = {0};
    String note = "return document.querySelector('.trace .note')?.textContent ?? ''";
    // What comes before the page listens is not seen, so errors are sent until enough have come.
    Callable<String> afterOneMore =
        () -> {
          foretell("banded", "banded-" + sent[0], 100 + 1 + sent[0]++ % 2);
          return (String) browser.script(note);
        };
    await()
        .atMost(Scene.PATIENCE)
        .until(afterOneMore, said -> said.contains("no band yet:") || said.contains("band:"));
    await()
        .atMost(Scene.PATIENCE)
        .until(
            afterOneMore,
            said -> said.matches("band: 90 % of the last \\d+ absolute errors, ±2 · .*inside"));
    // All errors are 1 or 2, so every truth lies within 2.
    assertThat((String) browser.script(note)).contains("100 % of");
    assertThat(sent[0]).isGreaterThan(10);
    browser.first(".trace canvas");
    assertThat(Axe.findings(browser)).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void sourceWithTheLargestErrorStandsFirst() {
    for (int i = 0; i < 4; i++) {
      foretell("exact", "exact-" + i, 101);
      foretell("rough", "rough-" + i, 107);
    }
    browser.view("fleet");
    browser.awaitText("rough");
    browser.script(
        """
        const order = document.querySelector('#fleet-order');
        order.value = 'error';
        order.dispatchEvent(new Event('change'));
        """);
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () -> {
              List<?> rows =
                  (List<?>)
                      browser.script(
                          "return [...document.querySelectorAll('.fleet tbody tr')]"
                              + ".map((row) => row.textContent)");
              assertThat(rows.get(0).toString()).startsWith("rough").contains("life: ±7 of 4, ");
              assertThat(rows.toString()).contains("life: ±1 of 4, ");
            });
    assertThat(Axe.findings(browser)).isEmpty();
  }

  /** The first two are no longer among the last ten. */
  private static StepLoss step(int version) {
    if (version < 3) {
      return new StepLoss(8, 90.0, 80.0, "squared error");
    }
    return version % 2 == 0
        ? new StepLoss(3, 2.0, 1.0, "squared error")
        : new StepLoss(1, 6.0, 1.0, "squared error");
  }

  @Test
  void learningShowsTheLossOfAStepsExamplesBeforeAndAfterItAndTheGap() {
    for (int i = 1; i <= 12; i++) {
      PrequentialMetric metric =
          PrequentialMetric.newBuilder()
              .setTask(TASK)
              .setSequence(i * 10L - 1)
              .setExamples(i * 10L)
              .setMetrics(Map.of("mae", 3.0, "rmse", 4.0, "no_change", 5.0))
              .setMeasuredAt(Scene.micros())
              .setStep(step(i))
              .build();
      scene.cluster.write(TOPICS.modelMetrics(), 0, TASK, metric);
    }
    foretell("trained", "trained-0", 100);
    browser.view("learning?task=" + TASK);
    browser.awaitText("Train against prequential: squared error, mean of 10 versions");
    // Five of three examples with 2 and five of one with 6: 3 before, 1 after.
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(browser.text().replace('\n', ' '))
                    .containsPattern("before the step \\(prequential\\) 3\\b")
                    .containsPattern("after it \\(training\\) 1\\b")
                    .containsPattern("gap 2\\b"));
    assertThat(Axe.findings(browser)).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }
}

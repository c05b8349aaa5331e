package dev.millrace.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrequentialTest {

  private static final float[] SAYS_0 = {0.75f, 0.25f};
  private static final float[] SAYS_1 = {0.25f, 0.75f};

  /** Labels 0 0 1 1 0, predictions 0 0 1 0 0: worked out by hand. */
  private static ClassMetrics fiveExamples() {
    ClassMetrics metrics = new ClassMetrics(2);
    metrics.add(SAYS_0, 0);
    metrics.add(SAYS_0, 0);
    metrics.add(SAYS_1, 1);
    metrics.add(SAYS_0, 1);
    metrics.add(SAYS_0, 0);
    return metrics;
  }

  @Test
  void classMetricsEqualTheirClosedForm() {
    Map<String, Double> metrics = fiveExamples().metrics();
    assertThat(metrics.get("accuracy")).isEqualTo(4.0 / 5);
    assertThat(metrics.get("accuracy_last_2000")).isEqualTo(4.0 / 5);
    // Right where a label repeats: the second 0 and the second 1.
    assertThat(metrics.get("no_change")).isEqualTo(2.0 / 5);
    assertThat(metrics.get("log_loss"))
        .isCloseTo((4 * -Math.log(0.75) - Math.log(0.25)) / 5, within(1e-12));
    double chance = 4.0 / 5 * 3 / 5 + 1.0 / 5 * 2 / 5;
    assertThat(metrics.get("kappa")).isCloseTo((0.8 - chance) / (1 - chance), within(1e-12));
    assertThat(metrics.get("kappa_t")).isCloseTo((0.8 - 0.4) / (1 - 0.4), within(1e-12));
  }

  @Test
  void recentAccuracyForgetsWhatIsOlderThanItsWindow() {
    ClassMetrics metrics = new ClassMetrics(2);
    for (int i = 0; i < ClassMetrics.RECENT; i++) {
      metrics.add(SAYS_0, 1);
    }
    for (int i = 0; i < ClassMetrics.RECENT / 2; i++) {
      metrics.add(SAYS_0, 0);
    }
    assertThat(metrics.metrics())
        .contains(entry("accuracy_last_2000", 0.5))
        .contains(entry("accuracy", 1.0 / 3));
  }

  @Test
  void certainMistakeCostsAFiniteLogLoss() {
    ClassMetrics metrics = new ClassMetrics(2);
    metrics.add(new float[] {1f, 0f}, 1);
    assertThat(metrics.metrics().get("log_loss")).isCloseTo(-Math.log(1e-15), within(1e-9));
  }

  @Test
  void kappaOfOneClassOnlyIsZero() {
    ClassMetrics metrics = new ClassMetrics(2);
    metrics.add(SAYS_0, 0);
    assertThat(metrics.metrics()).contains(entry("kappa", 0.0));
  }

  @Test
  void valueMetricsEqualTheirClosedForm() {
    ValueMetrics metrics = new ValueMetrics(2);
    metrics.add(new float[] {1f, 2f}, new double[] {2, 4}, new double[] {2, 3});
    metrics.add(new float[] {0f, 0f}, new double[] {3, 0}, new double[] {1, 1});
    assertThat(metrics.metrics())
        .containsOnly(
            entry("mae", (1 + 2 + 3 + 0) / 4.0),
            entry("rmse", Math.sqrt((1 + 4 + 9) / 4.0)),
            entry("no_change", (0 + 1 + 2 + 1) / 4.0));
  }

  @Test
  void baselineWithoutLastKnownValueIsTheExampleBefore() {
    ValueMetrics metrics = new ValueMetrics(1);
    metrics.add(new float[] {0f}, new double[] {5});
    assertThat(metrics.metrics()).doesNotContainKey("no_change");
    metrics.add(new float[] {0f}, new double[] {7});
    metrics.add(new float[] {0f}, new double[] {8});
    assertThat(metrics.metrics()).contains(entry("no_change", (2 + 1) / 2.0));
  }

  @Test
  void nothingIsSaidBeforeTheFirstPrediction() {
    assertThat(new ClassMetrics(2).metrics()).isEmpty();
    assertThat(new ValueMetrics(1).metrics()).isEmpty();
  }

  @Test
  void restoredMetricsGoOnAsIfNothingHadHappened() throws IOException {
    ClassMetrics first = fiveExamples();
    ClassMetrics second = new ClassMetrics(2);
    second.read(new DataInputStream(new ByteArrayInputStream(bytes(first))));
    first.add(SAYS_1, 0);
    second.add(SAYS_1, 0);
    assertThat(second.metrics()).isEqualTo(first.metrics());
    assertThat(second.examples()).isEqualTo(6);
    assertThat(bytes(second)).isEqualTo(bytes(first));
  }

  private static byte[] bytes(Prequential metrics) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    metrics.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}

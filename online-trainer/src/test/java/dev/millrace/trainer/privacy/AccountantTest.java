package dev.millrace.trainer.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.privacy.Accountant.Conversion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountantTest {

  private static final JsonNode GOLDEN = Golden.read("privacy.json");
  private static final double DELTA = 1e-5;

  private static double epsilon(JsonNode setting, Conversion conversion) {
    return Accountant.sampled(
        setting.get("chance").doubleValue(),
        setting.get("noise").doubleValue(),
        setting.get("steps").longValue(),
        DELTA,
        conversion);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tutorial_1.3", "tutorial_1.1", "tutorial_0.7", "abadi_4"})
  void epsilonOfRandomBatchesIsThatOfOthersWithinAPercent(String name) {
    JsonNode setting = GOLDEN.get(name);
    assertThat(epsilon(setting, Conversion.CLASSIC))
        .isCloseTo(setting.get("published").doubleValue(), withinPercentage(1))
        .isCloseTo(setting.get("classic").doubleValue(), withinPercentage(1))
        .isCloseTo(setting.get("classic_whole_orders").doubleValue(), within(1e-9));
    assertThat(epsilon(setting, Conversion.IMPROVED))
        .isCloseTo(setting.get("improved").doubleValue(), withinPercentage(1))
        .isCloseTo(setting.get("improved_whole_orders").doubleValue(), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tutorial_1.3", "tutorial_1.1", "tutorial_0.7", "abadi_4"})
  void divergenceIsTheIntegralOfItsDefinition(String name) {
    JsonNode setting = GOLDEN.get(name);
    double chance = setting.get("chance").doubleValue();
    double noise = setting.get("noise").doubleValue();
    for (int order : new int[] {4, 20}) {
      assertThat(Accountant.divergence(chance, noise, order))
          .isCloseTo(
              setting.get("divergence_of_order_" + order).doubleValue(), withinPercentage(1e-6));
    }
  }

  /** Exact: Balle and Wang 2018. Rényi's bound lies above it, by less than a tenth here. */
  @ParameterizedTest
  @ValueSource(strings = {"0.7", "1.0", "2.0", "4.0"})
  void oneStepCostsALittleMoreThanTheExactBound(String noise) {
    double exact = GOLDEN.get("once").get(noise).doubleValue();
    assertThat(Accountant.once(Double.parseDouble(noise), DELTA)).isBetween(exact, 1.1 * exact);
  }
}

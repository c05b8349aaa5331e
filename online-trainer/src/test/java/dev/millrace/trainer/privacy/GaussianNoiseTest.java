package dev.millrace.trainer.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GaussianNoiseTest {

  private static final String SECRET = "0123456789abcdef";

  @Test
  void numbersDependOnSecretAndStepAlone() {
    GaussianNoise noise = new GaussianNoise(SECRET);
    double[] first = noise.standard(7, 5);
    noise.standard(8, 5);
    assertThat(noise.standard(7, 5)).isEqualTo(first);
    assertThat(new GaussianNoise(SECRET).standard(7, 5)).isEqualTo(first);
    assertThat(new GaussianNoise(SECRET + "0").standard(7, 5)).isNotEqualTo(first);
    assertThat(noise.standard(8, 5)).isNotEqualTo(first);
  }

  /** Bounds: five standard errors of 100,000 draws. */
  @Test
  void numbersAreStandardNormal() {
    int count = 100_000;
    double[] normal = new GaussianNoise(SECRET).standard(1, count);
    double mean = Arrays.stream(normal).sum() / count;
    double square = Arrays.stream(normal).map(x -> x * x).sum() / count;
    double fourth = Arrays.stream(normal).map(x -> x * x * x * x).sum() / count;
    double beyondTwo = Arrays.stream(normal).filter(x -> Math.abs(x) > 2).count() / (double) count;
    assertThat(mean).isCloseTo(0, within(0.016));
    assertThat(square).isCloseTo(1, within(0.023));
    assertThat(fourth).isCloseTo(3, within(0.16));
    assertThat(beyondTwo).isCloseTo(0.0455, within(0.0033));
  }
}

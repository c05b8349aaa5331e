package dev.millrace.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.RegularizeSpec;
import dev.millrace.schemas.task.ScheduleSpec;
import org.junit.jupiter.api.Test;

final class GradientShapeTest {

  private static final double ANY = Double.POSITIVE_INFINITY;

  private static float[] shaped(RegularizeSpec spec, float[] theta, float... gradient) {
    new GradientShape(spec).apply(theta, gradient);
    return gradient;
  }

  @Test
  void penaltiesAddTheirSlopes() {
    RegularizeSpec spec = new RegularizeSpec(0.5, 0.25, 0, 0, ANY, ANY);
    assertThat(shaped(spec, new float[] {2, -4, 0}, 1, 1, 1)).containsExactly(2f, -0.5f, 1f);
  }

  @Test
  void eachElementIsClippedAndThenTheLength() {
    RegularizeSpec spec = new RegularizeSpec(0, 0, 0, 0, 2.5, 4);
    assertThat(shaped(spec, new float[2], 3, -9)).containsExactly(1.5f, -2f);
    assertThat(shaped(spec, new float[2], 1, 2)).containsExactly(1f, 2f);
  }

  @Test
  void withoutSettingsNothingChanges() {
    assertThat(shaped(RegularizeSpec.NONE, new float[] {5, 5}, 1e30f, -1e-30f))
        .containsExactly(1e30f, -1e-30f);
  }

  @Test
  void decoupledDecayShrinksWeightsWhateverTheGradient() {
    Optimizer sgd = Optimizers.of(OptimizerSpec.sgd(0.5), ScheduleSpec.DEFAULT, 0.25, 2);
    float[] theta = {8, -4};
    sgd.step(theta, new float[] {0, 1});
    assertThat(theta).containsExactly(7f, -4f);
  }

  @Test
  void aProposedStepThatIsNotAcceptedLeavesNoTrace() {
    Optimizer adam = Optimizers.of(OptimizerSpec.adam(0.1), 1);
    Optimizer other = Optimizers.of(OptimizerSpec.adam(0.1), 1);
    float[] next = new float[1];
    assertThat(adam.propose(new float[] {1}, new float[] {1e30f}, next)).isFalse();
    float[] theta = {1};
    float[] same = {1};
    adam.step(theta, new float[] {0.5f});
    other.step(same, new float[] {0.5f});
    assertThat(theta).isEqualTo(same);
    assertThat(adam.steps()).isEqualTo(1);
  }

  @Test
  void onlyNumbersAreFinite() {
    assertThat(Finite.all(new float[] {0, -0f, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE}))
        .isTrue();
    assertThat(Finite.all(new float[] {0, Float.NaN})).isFalse();
    assertThat(Finite.all(new float[] {Float.POSITIVE_INFINITY, 0})).isFalse();
    assertThat(Finite.all(new float[] {Float.NEGATIVE_INFINITY})).isFalse();
  }
}

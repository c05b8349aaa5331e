package dev.millrace.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.OptimizerSpec;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FiniteTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 255, 256, 257, 700, 1024})
  void oneElementThatIsNoNumberIsFoundWhereverItStands(int length) {
    float[] values = new float[length];
    Arrays.fill(values, -Float.MAX_VALUE);
    assertThat(Finite.all(values)).isTrue();
    for (float wrong : new float[] {Float.NaN, 1f / 0, -1f / 0}) {
      for (int i = 0; i < length; i++) {
        values[i] = wrong;
        assertThat(Finite.all(values)).as("%s at %d of %d", wrong, i, length).isFalse();
        values[i] = Float.MAX_VALUE;
      }
      assertThat(Finite.all(values)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1023, 1024, 2499})
  void aStepThatIsNotFiniteAnywhereIsRefusedAndTheNextIsNot(int place) {
    Optimizer adam = Optimizers.of(OptimizerSpec.adam(0.1), 2500);
    float[] theta = new float[2500];
    float[] gradient = new float[2500];
    float[] next = new float[2500];
    Arrays.fill(gradient, 1f);
    gradient[place] = 1e30f; // Finite itself, and its square is not.
    assertThat(adam.propose(theta, gradient, next)).isFalse();
    gradient[place] = 1f;
    assertThat(adam.propose(theta, gradient, next)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1024, 1025, 2500})
  void anElementIsSteppedAlikeWhereverItStands(int length) {
    Optimizer one = Optimizers.of(OptimizerSpec.adam(0.1), 1);
    Optimizer many = Optimizers.of(OptimizerSpec.adam(0.1), length);
    float[] single = {0.3f};
    float[] theta = new float[length];
    float[] gradient = new float[length];
    Arrays.fill(theta, 0.3f);
    Arrays.fill(gradient, -0.7f);
    for (int step = 0; step < 5; step++) {
      one.step(single, new float[] {-0.7f});
      many.step(theta, gradient);
    }
    float[] expected = new float[length];
    Arrays.fill(expected, single[0]);
    assertThat(theta).isEqualTo(expected);
  }
}

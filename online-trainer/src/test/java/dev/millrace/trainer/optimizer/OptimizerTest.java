package dev.millrace.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.ScheduleSpec;
import dev.millrace.trainer.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OptimizerTest {

  private static final OptimizerSpec OTHER_BETAS = new OptimizerSpec.Adam(0.03, 0.8, 0.99, 1e-6);

  private static Arguments row(String run, OptimizerSpec spec, double tolerance) {
    return Arguments.of(run, spec, tolerance);
  }

  /** The settings of each run of {@code make_optimizers.py}, and the float32 tolerance. */
  static Stream<Arguments> runs() {
    return Stream.of(
        row("sgd", OptimizerSpec.sgd(0.1), 5e-7),
        row("momentum", new OptimizerSpec.Momentum(0.05, 0.9), 5e-7),
        row("nesterov", new OptimizerSpec.Nesterov(0.05, 0.8), 5e-7),
        row("adagrad", new OptimizerSpec.AdaGrad(0.1, 1e-10), 5e-7),
        row("rmsprop", new OptimizerSpec.RmsProp(0.01, 0.99, 1e-8), 5e-7),
        row("rmsprop_other_decay", new OptimizerSpec.RmsProp(0.02, 0.9, 1e-6), 5e-7),
        row("adam", OptimizerSpec.adam(0.01), 1e-6),
        row("adam_other_betas", OTHER_BETAS, 1e-6),
        row("adamw", new OptimizerSpec.AdamW(0.02, 0.9, 0.999, 1e-8, 0.1), 2e-6),
        row("ftrl_from_zero", new OptimizerSpec.Ftrl(0.1, 1, 0.5, 0.1), 1e-6),
        row("ftrl_from_weights", new OptimizerSpec.Ftrl(0.5, 1, 0.01, 0), 1e-6));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void followsTheReferenceAfterOneTenAndAllSteps(String run, OptimizerSpec spec, double tolerance) {
    followsPyTorch(run, spec, tolerance);
  }

  @Test
  void everyOptimizerHasARun() {
    Set<Class<?>> tested = new HashSet<>();
    runs().forEach(row -> tested.add(row.get()[1].getClass()));
    assertThat(tested).isEqualTo(Set.of(OptimizerSpec.class.getPermittedSubclasses()));
  }

  @Test
  void ftrlSetsWeightsWithoutEvidenceToExactlyZero() {
    Optimizer ftrl = Optimizers.of(new OptimizerSpec.Ftrl(0.1, 1, 0.5, 0), 2);
    float[] theta = {0f, 0f};
    for (int i = 0; i < 10; i++) {
      ftrl.step(theta, new float[] {i % 2 == 0 ? 0.3f : -0.3f, -0.3f});
    }
    assertThat(theta[0]).isZero();
    assertThat(theta[1]).isPositive();
  }

  @Test
  void rateOfAStepFollowsTheSchedule() {
    Optimizer sgd = Optimizers.of(OptimizerSpec.sgd(0.5), new ScheduleSpec.WarmUp(4), 0, 1);
    float[] theta = {0f};
    List<Float> moves = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float before = theta[0];
      sgd.step(theta, new float[] {-1f});
      moves.add(theta[0] - before);
    }
    assertThat(moves).containsExactly(0.125f, 0.25f, 0.375f, 0.5f, 0.5f);
  }

  /** Tolerance: largest difference as a part of the largest parameter. */
  private static void followsPyTorch(String run, OptimizerSpec spec, double tolerance) {
    JsonNode golden = Golden.read("optimizers.json").get(run);
    float[] theta = Golden.floats(golden.get("start"));
    Optimizer optimizer = Optimizers.of(spec, theta.length);
    for (JsonNode gradient : golden.get("gradients")) {
      optimizer.step(theta, Golden.floats(gradient));
      JsonNode after = golden.get("after").get(Long.toString(optimizer.steps()));
      if (after != null) {
        assertThat(Golden.distance(theta, Golden.floats(after)))
            .as("%s after %d steps", run, optimizer.steps())
            .isLessThan(tolerance);
      }
    }
    assertThat(optimizer.steps()).isEqualTo(golden.get("gradients").size());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void restoredOptimizerGoesOnWithTheSameBits(String run, OptimizerSpec spec) throws IOException {
    ScheduleSpec schedule = new ScheduleSpec.InverseSquareRoot(3);
    Optimizer first = Optimizers.of(spec, schedule, 0, 2);
    float[] theta = {1f, -1f};
    for (int i = 0; i < 4; i++) {
      first.step(theta, new float[] {0.5f, 0.25f});
    }
    Optimizer second = Optimizers.of(spec, schedule, 0, 2);
    second.read(input(bytes(first)));
    float[] copy = theta.clone();
    first.step(theta, new float[] {-1f, 3f});
    second.step(copy, new float[] {-1f, 3f});
    assertThat(copy).as(run).isEqualTo(theta);
    assertThat(bytes(second)).isEqualTo(bytes(first));
  }

  @Test
  void stateOfAnotherOptimizerIsRefused() throws IOException {
    byte[] adam = bytes(Optimizers.of(OTHER_BETAS, 2));
    Optimizer sgd = Optimizers.of(OptimizerSpec.sgd(0.1), 2);
    assertThatThrownBy(() -> sgd.read(input(adam)))
        .hasMessageContaining("the task's optimizer was changed");
  }

  @Test
  void gradientOfAnotherSizeIsRefused() {
    Optimizer sgd = Optimizers.of(OptimizerSpec.sgd(0.1), 2);
    assertThatThrownBy(() -> sgd.step(new float[2], new float[3]))
        .hasMessageContaining("optimizer of 2 parameters got 2 parameters and a gradient of 3");
  }

  private static byte[] bytes(Optimizer optimizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    optimizer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}

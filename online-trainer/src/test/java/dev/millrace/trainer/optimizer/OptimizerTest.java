package dev.millrace.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.task.TrainSpec.OptimizerSpec;
import dev.millrace.trainer.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class OptimizerTest {

  private static final OptimizerSpec OTHER_BETAS =
      new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.03, 0.8, 0.99, 1e-6);

  @Test
  void sgdFollowsPyTorch() {
    followsPyTorch("sgd", OptimizerSpec.sgd(0.1), 5e-7);
  }

  @Test
  void adamFollowsPyTorch() {
    followsPyTorch("adam", OptimizerSpec.adam(0.01), 1e-6);
  }

  @Test
  void adamWithOtherConstantsFollowsPyTorch() {
    followsPyTorch("adam_other_betas", OTHER_BETAS, 1e-6);
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

  @Test
  void restoredOptimizerGoesOnWithTheSameBits() throws IOException {
    Optimizer first = Optimizers.of(OTHER_BETAS, 2);
    float[] theta = {1f, -1f};
    first.step(theta, new float[] {0.5f, 0.25f});
    Optimizer second = Optimizers.of(OTHER_BETAS, 2);
    second.read(input(bytes(first)));
    float[] copy = theta.clone();
    first.step(theta, new float[] {-1f, 3f});
    second.step(copy, new float[] {-1f, 3f});
    assertThat(copy).isEqualTo(theta);
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

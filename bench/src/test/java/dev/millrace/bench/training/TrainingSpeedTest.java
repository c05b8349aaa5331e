package dev.millrace.bench.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.bench.scratch.WholeModel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides for real, where a Python with PyTorch is at hand. */
final class TrainingSpeedTest {

  private static final String PYTHON = "/usr/bin/python3";

  @TempDir private Path folder = Path.of("");

  private static TorchProcess torch() throws IOException {
    TorchProcess torch = new TorchProcess(PYTHON, Path.of("training", "torch_steps.py"));
    try {
      torch.about();
      return torch;
    } catch (IOException e) {
      torch.close();
      Assumptions.abort("no PyTorch under " + PYTHON);
      throw e;
    }
  }

  @Test
  void bothSidesComputeTheSameAndTakeTurns() throws IOException {
    try (TorchProcess torch = torch()) {
      for (SpeedCase one : SpeedCase.ALL) {
        if (one.batch() == 1) {
          JsonNode first = torch.model(one.model(), 1, folder);
          SpeedFiles files = new SpeedFiles(folder);
          WholeModel model = files.model();
          try (EngineSteps ours = new EngineSteps(model, files.batches(model, 1))) {
            ours.requireEqual(first);
            SpeedRounds rounds = new SpeedRounds(one, 1e-3, ours, torch);
            rounds.measure(1);
            assertThat(rounds.line()).startsWith("| " + one.model() + " | 1 |");
          }
        }
      }
    }
  }

  @Test
  void anotherGradientStopsTheComparison() throws IOException {
    try (TorchProcess torch = torch()) {
      JsonNode first = torch.model("linear", 2, folder);
      SpeedFiles files = new SpeedFiles(folder);
      WholeModel model = files.model();
      try (EngineSteps ours = new EngineSteps(model, files.batches(model, 2))) {
        ((ArrayNode) first.get("gradients").get("0.bias")).set(1, 0.25);
        assertThatThrownBy(() -> ours.requireEqual(first))
            .hasMessageContaining("0.bias[1]")
            .hasMessageContaining("0.25 in PyTorch");
      }
    }
  }
}

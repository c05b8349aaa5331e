package dev.millrace.bench.training;

import java.util.List;

/**
 * What is measured.
 *
 * @param model name of the model in {@code torch_steps.py}
 * @param batch examples of a step
 * @param goal times PyTorch's rate
 */
record SpeedCase(String model, int batch, double goal) {

  static final List<SpeedCase> ALL =
      List.of(
          new SpeedCase("linear", 1, 10),
          new SpeedCase("linear", 64, 6),
          new SpeedCase("linear", 256, 3),
          new SpeedCase("mlp", 1, 5),
          new SpeedCase("mlp", 64, 3),
          new SpeedCase("mlp", 256, 2),
          new SpeedCase("cnn", 1, 1.2),
          new SpeedCase("cnn", 64, 1.2),
          new SpeedCase("cnn", 256, 1.2),
          new SpeedCase("lstm", 1, 4),
          new SpeedCase("lstm", 64, 4),
          new SpeedCase("lstm", 256, 4));
}

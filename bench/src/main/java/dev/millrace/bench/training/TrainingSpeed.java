package dev.millrace.bench.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.Machine;
import dev.millrace.bench.ScratchFolder;
import dev.millrace.bench.scratch.WholeModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Training steps a second, this engine's and PyTorch's: in turns, in one run, on the same cores.
 * Before a case is timed, both sides must give the same loss and gradient.
 */
@Command(name = "training-speed", mixinStandardHelpOptions = true)
public final class TrainingSpeed implements Callable<Integer> {

  @Option(names = "--python", description = "A Python with PyTorch.")
  private String python = "python3";

  @Option(names = "--script", description = "torch_steps.py")
  private Path script = Path.of("bench/training/torch_steps.py");

  @Option(names = "--rounds", description = "Turns of each side at each case.")
  private int rounds = 9;

  @Option(names = "--seconds", description = "Length of a turn.")
  private double seconds = 0.3;

  @Option(names = "--models", split = ",", description = "linear, mlp, cnn, lstm")
  private List<String> models = List.of();

  private final PrintStream out;

  TrainingSpeed(PrintStream out) {
    this.out = out;
  }

  /** Runs the benchmark; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainingSpeed(System.out)).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    try (TorchProcess torch = new TorchProcess(python, script)) {
      out.printf("%s; load %s%n%n", Machine.text(), Machine.load());
      JsonNode about = torch.about();
      out.printf("PyTorch %s, BLAS %s%n%n", about.get("torch").asText(), about.get("blas"));
      out.printf("```%n%s```%n%n", about.get("config").asText());
      out.println(SpeedRounds.HEADING);
      for (SpeedCase one : SpeedCase.ALL) {
        if (models.isEmpty() || models.contains(one.model())) {
          out.println(measure(one, torch));
        }
      }
      out.printf("%nload %s at the end%n", Machine.load());
    }
    return 0;
  }

  private String measure(SpeedCase one, TorchProcess torch) throws IOException {
    try (ScratchFolder folder = new ScratchFolder()) {
      JsonNode first = torch.model(one.model(), one.batch(), folder.path());
      SpeedFiles files = new SpeedFiles(folder.path());
      WholeModel model = files.model();
      try (EngineSteps ours = new EngineSteps(model, files.batches(model, one.batch()))) {
        ours.requireEqual(first);
        SpeedRounds turns = new SpeedRounds(one, seconds, ours, torch);
        turns.measure(rounds);
        return turns.line();
      }
    }
  }
}

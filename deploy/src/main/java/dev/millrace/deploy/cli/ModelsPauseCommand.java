package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.PauseWriter.Training;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a trainer wait. */
@Command(
    name = "pause",
    description =
        "Let the trainer of a task wait: its examples keep their order, and none is lost.",
    mixinStandardHelpOptions = true)
final class ModelsPauseCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private PauseOptions pause = new PauseOptions();

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  ModelsPauseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      pause.set(
          open.kafka(),
          surroundings.clock(),
          task,
          Training.PAUSED,
          "paused by hand",
          spec.commandLine().getOut());
    }
    return 0;
  }
}

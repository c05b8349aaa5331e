package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.PauseWriter.Training;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a trainer that waits go on. */
@Command(
    name = "resume",
    description = "Let the trainer of a task go on with the examples that have waited.",
    mixinStandardHelpOptions = true)
final class ModelsResumeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private PauseOptions pause = new PauseOptions();

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  ModelsResumeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      pause.set(
          open.kafka(),
          surroundings.clock(),
          task,
          Training.RUNNING,
          "resumed by hand",
          spec.commandLine().getOut());
    }
    return 0;
  }
}

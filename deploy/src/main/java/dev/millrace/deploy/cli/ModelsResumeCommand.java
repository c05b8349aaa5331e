package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.PauseWriter;
import picocli.CommandLine.Command;

/** Lets a trainer that waits go on. */
@Command(
    name = "resume",
    description = "Let the trainer of a task go on with the examples that have waited.",
    mixinStandardHelpOptions = true)
final class ModelsResumeCommand extends ModelsTrainingCommand {

  ModelsResumeCommand(Surroundings surroundings) {
    super(surroundings, PauseWriter.Training.RUNNING, "resumed by hand");
  }
}

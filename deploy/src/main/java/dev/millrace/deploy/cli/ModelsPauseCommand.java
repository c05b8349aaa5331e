package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.PauseWriter;
import picocli.CommandLine.Command;

/** Lets a trainer wait. */
@Command(
    name = "pause",
    description =
        "Let the trainer of a task wait: its examples keep their order, and none is lost.",
    mixinStandardHelpOptions = true)
final class ModelsPauseCommand extends ModelsTrainingCommand {

  ModelsPauseCommand(Surroundings surroundings) {
    super(surroundings, PauseWriter.Training.PAUSED, "paused by hand");
  }
}

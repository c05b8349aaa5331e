package dev.millrace.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands on model versions. */
@Command(
    name = "models",
    description = "Model versions and which of them answers.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ModelsListCommand(surroundings))
        .addSubcommand(new ModelsShowCommand(surroundings))
        .addSubcommand(new ModelsPromoteCommand(surroundings))
        .addSubcommand(new ModelsRollbackCommand(surroundings))
        .addSubcommand(new ModelsUnpinCommand(surroundings))
        .addSubcommand(new ModelsPauseCommand(surroundings))
        .addSubcommand(new ModelsResumeCommand(surroundings))
        .addSubcommand(new ModelsExportCommand(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "models needs a command");
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.ModelLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets the version before the champion answer again. */
@Command(
    name = "rollback",
    description = {
      "Let the champion before this one answer again, and pin it.",
      "Where the log no longer tells it, that is the version the champion grew from."
    },
    mixinStandardHelpOptions = true)
final class ModelsRollbackCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private AliasOptions alias = new AliasOptions();

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  ModelsRollbackCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      ModelLog log = ModelLog.read(open.kafka());
      long champion = log.champion(task);
      long before = log.championBefore(task);
      alias.print(
          alias
              .writer(open.kafka(), surroundings)
              .set(
                  task,
                  before,
                  AliasWriter.Hold.PINNED,
                  alias.reasonOr("rolled back from version " + champion)),
          spec.commandLine().getOut());
    }
    return 0;
  }
}

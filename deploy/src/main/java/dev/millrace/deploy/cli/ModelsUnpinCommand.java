package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.ModelLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives an alias back to the gate. */
@Command(
    name = "unpin",
    description = "Let the gate decide again which version of a task answers.",
    mixinStandardHelpOptions = true)
final class ModelsUnpinCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private AliasOptions alias = new AliasOptions();

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  ModelsUnpinCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      ModelLog log = ModelLog.read(open.kafka());
      long champion = new VersionRef(task, VersionRef.CHAMPION).in(log).getVersion();
      alias.print(
          alias
              .writer(open.kafka(), surroundings)
              .set(task, champion, AliasWriter.Hold.FREE, alias.reasonOr("unpinned by hand")),
          spec.commandLine().getOut());
    }
    return 0;
  }
}

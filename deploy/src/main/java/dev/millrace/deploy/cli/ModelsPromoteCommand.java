package dev.millrace.deploy.cli;

import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.ModelLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a version answer. */
@Command(
    name = "promote",
    description = "Let a version answer, and pin it against the gate.",
    mixinStandardHelpOptions = true)
final class ModelsPromoteCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private AliasOptions alias = new AliasOptions();

  @Parameters(
      paramLabel = VersionRef.SYNTAX,
      converter = VersionRef.Converter.class,
      description = "task@12 or task@latest.")
  private VersionRef version = new VersionRef("", VersionRef.LATEST);

  ModelsPromoteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      ModelVersion chosen = version.in(ModelLog.read(open.kafka()));
      alias.print(
          alias
              .writer(open.kafka(), surroundings)
              .set(
                  chosen.getTask(),
                  chosen.getVersion(),
                  AliasWriter.Hold.PINNED,
                  alias.reasonOr("promoted by hand")),
          spec.commandLine().getOut());
    }
    return 0;
  }
}

package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.topic.ModelLog;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one version with its lineage, and the alias of its task. */
@Command(
    name = "show",
    description = "Show one version: parameters, lineage, metrics, and its task's alias.",
    mixinStandardHelpOptions = true)
final class ModelsShowCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Parameters(
      paramLabel = VersionRef.SYNTAX,
      converter = VersionRef.Converter.class,
      description = "task@12, task@latest, or task@champion.")
  private VersionRef version = new VersionRef("", VersionRef.CHAMPION);

  ModelsShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      ModelLog log = ModelLog.read(open.kafka());
      ObjectNode node = VersionJson.of(version.in(log));
      log.alias(version.task()).ifPresent(alias -> node.set("alias", RecordJson.of(alias)));
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? node.toString() : node.toPrettyString());
      out.flush();
    }
    return 0;
  }
}

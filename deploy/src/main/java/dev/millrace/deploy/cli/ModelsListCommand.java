package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.topic.ModelLog;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the versions of all tasks. */
@Command(
    name = "list",
    description = "List the versions that are kept, and which answers.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {

  private static final int HASH_DIGITS = 12;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--json", description = "Print JSON lines.")
  private boolean json;

  ModelsListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      ModelLog log = ModelLog.read(open.kafka());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        each(log, version -> out.println(line(log, version)));
      } else {
        Table table = new Table("TASK", "VERSION", "EXAMPLES", "SCORE", "HASH", "CREATED", "ALIAS");
        each(log, version -> row(table, log, version));
        table.print(out);
      }
      out.flush();
    }
    return 0;
  }

  private static void each(ModelLog log, Consumer<ModelVersion> action) {
    for (NavigableMap<Long, ModelVersion> versions : log.versions().values()) {
      versions.values().forEach(action);
    }
  }

  private static void row(Table table, ModelLog log, ModelVersion version) {
    table.row(
        version.getTask(),
        version.getVersion(),
        version.getLineage().getExamples(),
        score(version),
        version.getHash().substring(0, Math.min(HASH_DIGITS, version.getHash().length())),
        Summary.time(version.getCreatedAt()),
        alias(log, version));
  }

  /** The figure people ask for first: accuracy where there are classes, else the mean error. */
  private static String score(ModelVersion version) {
    for (String metric : new String[] {"accuracy", "mae"}) {
      Double value = version.getMetrics().get(metric);
      if (value != null) {
        return metric + " " + String.format(Locale.ROOT, "%.4f", value);
      }
    }
    return "";
  }

  private static String alias(ModelLog log, ModelVersion version) {
    Optional<ModelAlias> alias = log.alias(version.getTask());
    if (log.champion(version.getTask()) == version.getVersion()) {
      return alias.map(ModelAlias::getPinned).orElse(false) ? "champion, pinned" : "champion";
    }
    boolean challenges =
        alias
            .map(ModelAlias::getChallenger)
            .map(number -> number == version.getVersion())
            .orElse(false);
    return challenges ? "challenger" : "";
  }

  private static ObjectNode line(ModelLog log, ModelVersion version) {
    ObjectNode node = VersionJson.of(version);
    node.put("alias", alias(log, version));
    return node;
  }
}

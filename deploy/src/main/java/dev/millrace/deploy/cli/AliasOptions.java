package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.topic.AliasWriter;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands share that set an alias by hand. */
final class AliasOptions {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the alias.")
  private @Nullable String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides (default: ${DEFAULT-VALUE}).")
  private String person = "unknown";

  @Option(names = "--json", description = "Print the alias as JSON.")
  private boolean json;

  AliasWriter writer(KafkaAccess kafka, Surroundings surroundings) {
    return new AliasWriter(kafka, surroundings.clock(), person);
  }

  String reasonOr(String otherwise) {
    return reason == null ? otherwise : reason;
  }

  void print(ModelAlias alias, PrintWriter out) {
    if (json) {
      out.println(RecordJson.of(alias));
    } else {
      out.println(
          alias.getTask()
              + ": version "
              + alias.getChampion()
              + " answers"
              + (alias.getPinned()
                  ? ", pinned until `millrace models unpin`"
                  : "; the gate decides" + " from here on"));
    }
    out.flush();
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.RecordJson;
import java.io.PrintWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who decides something by hand and why, and how it is told. */
final class DecisionOptions {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the decision.")
  private @Nullable String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides (default: ${DEFAULT-VALUE}).")
  private String person = "unknown";

  @Option(names = "--json", description = "Print the decision as JSON.")
  private boolean json;

  String person() {
    return person;
  }

  String reasonOr(String otherwise) {
    return reason == null ? otherwise : reason;
  }

  /**
   * Tells what was decided.
   *
   * @param record as it was written
   * @param words the same for people
   */
  void print(SpecificRecord record, String words, PrintWriter out) {
    out.println(json ? RecordJson.of(record) : words);
    out.flush();
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.avro.DeadLetter;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows dead letters. */
@Command(
    name = "dead-letters",
    description = "Show the records that could not be used, oldest first.",
    mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private LetterFilter filter = new LetterFilter();

  @Option(names = "--json", description = "Print JSON lines, with the original bytes.")
  private boolean json;

  @Option(names = "--last", paramLabel = "N", description = "Only the newest N.")
  private int last = Integer.MAX_VALUE;

  DeadLettersCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Newest<DeadLetter> newest = new Newest<>(last);
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      filter.read(open.kafka(), newest::add);
    }
    print(newest.inOrder(), spec.commandLine().getOut());
    return 0;
  }

  private void print(List<DeadLetter> letters, PrintWriter out) {
    if (json) {
      letters.forEach(letter -> out.println(RecordJson.of(letter)));
      out.flush();
      return;
    }
    Table table = new Table("WHERE", "STAGE", "ERROR", "EVENT", "REASON");
    for (DeadLetter letter : letters) {
      table.row(
          letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset(),
          letter.getStage(),
          letter.getError(),
          letter.getEventId() == null ? "" : letter.getEventId(),
          Summary.cut(letter.getReason()));
    }
    table.print(out);
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.schemas.topic.LetterReplay;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends dead letters again. */
@Command(
    name = "replay",
    description = "Send dead letters to the failing stage's own input again.",
    mixinStandardHelpOptions = true)
final class DeadLettersReplayCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private LetterFilter filter = new LetterFilter();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DeadLettersReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<LetterReplay.Outcome> outcomes = new ArrayList<>();
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      LetterReplay replay = new LetterReplay(open.kafka());
      filter.read(open.kafka(), (place, letter) -> outcomes.add(replay.of(letter, place)));
      try (KafkaProducer<byte[], byte[]> producer = open.kafka().producer()) {
        send(producer, outcomes);
      }
    }
    List<String> reasons =
        outcomes.stream()
            .filter(LetterReplay.Stays.class::isInstance)
            .map(outcome -> ((LetterReplay.Stays) outcome).reason())
            .toList();
    int sent = outcomes.size() - reasons.size();
    if (json) {
      out.println("{\"sent\":" + sent + ",\"left\":" + reasons.size() + "}");
    } else {
      out.println(sent + " sent again, " + reasons.size() + " left");
      reasons.stream().distinct().forEach(reason -> out.println("  left: " + reason));
    }
    out.flush();
    return 0;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, List<LetterReplay.Outcome> outcomes)
      throws ExecutionException, InterruptedException {
    List<Future<?>> sends = new ArrayList<>();
    for (LetterReplay.Outcome outcome : outcomes) {
      if (outcome instanceof LetterReplay.Again again) {
        sends.add(producer.send(again.record()));
      }
    }
    for (Future<?> sending : sends) {
      sending.get();
    }
  }
}

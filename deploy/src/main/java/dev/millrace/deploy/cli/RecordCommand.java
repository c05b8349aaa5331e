package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.TopicRecorder;
import dev.millrace.ingest.recording.mcap.McapWriter;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes topics to an MCAP file. */
@Command(
    name = "record",
    description = {
      "Write the committed records of topics to an MCAP file, so that `millrace replay` gives the",
      "same events again."
    },
    mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {

  private static final String LIBRARY = "millrace";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--topics",
      paramLabel = "REGEX",
      description = {
        "Topics without their prefix that match whole, of events.*, raw.* and predictions; may be",
        "repeated (default: events\\..*)."
      })
  private List<Pattern> wanted = new ArrayList<>(List.of(Pattern.compile("events\\..*")));

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file; one that is there is replaced.")
  private Path out = Path.of("");

  @Option(
      names = "--follow",
      description = "Go on with what comes, until Ctrl-C; topics made later are not among it.")
  private boolean follow;

  RecordCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = spec.commandLine().getOut();
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      List<String> topics = topics(open.kafka());
      TopicRecorder recorder;
      try (McapWriter mcap = McapWriter.create(out, LIBRARY)) {
        recorder = new TopicRecorder(mcap, kafka.topics());
        TopicReader reader = new TopicReader(open.kafka());
        if (follow) {
          PrintWriter err = spec.commandLine().getErr();
          err.println("recording " + topics + "; Ctrl-C ends");
          err.flush();
          reader.follow(topics, surroundings.stop()::requested, recorder::accept);
        } else {
          topics.forEach(topic -> reader.read(topic, recorder::accept));
        }
      }
      new TreeMap<>(recorder.counts())
          .forEach((topic, count) -> writer.println(topic + ": " + count + " messages"));
      if (recorder.leftOut() > 0) {
        writer.println(recorder.leftOut() + " records can't be read and were left out");
      }
      writer.println("written to " + out);
    }
    writer.flush();
    return 0;
  }

  private List<String> topics(KafkaAccess access) throws Exception {
    String prefix = kafka.topics().prefix();
    TreeSet<String> present = new TreeSet<>();
    try (Admin admin = access.admin()) {
      for (String name : admin.listTopics().names().get()) {
        if (name.startsWith(prefix) && recordable(name.substring(prefix.length()))) {
          present.add(name.substring(prefix.length()));
        }
      }
    }
    List<String> chosen =
        present.stream()
            .filter(name -> wanted.stream().anyMatch(regex -> regex.matcher(name).matches()))
            .map(name -> prefix + name)
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalStateException(
          "no topic matches " + wanted + "; there are " + present + ", see --topics");
    }
    return chosen;
  }

  private static boolean recordable(String name) {
    return name.startsWith("events.") || name.startsWith("raw.") || name.equals("predictions");
  }
}

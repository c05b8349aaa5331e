package dev.millrace.deploy.cli;

import dev.millrace.deploy.draw.DrawnPredictions;
import dev.millrace.deploy.topic.Decoding;
import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.topic.TopicReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows predictions. */
@Command(
    name = "predictions",
    description = "Show the committed predictions, oldest first.",
    mixinStandardHelpOptions = true)
final class PredictionsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--json", description = "Print JSON lines.")
  private boolean json;

  @Option(names = "--task", paramLabel = "NAME", description = "Only those of this task.")
  private @Nullable String task;

  @Option(names = "--last", paramLabel = "N", description = "Only the newest N.")
  private int last = Integer.MAX_VALUE;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Write the pictures of predicted boxes there, with boxes and fused values, instead.")
  private @Nullable Path draw;

  @Mixin private BlobOptions blobs = new BlobOptions();

  PredictionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Newest<Prediction> newest = new Newest<>(last);
    PrintWriter out = spec.commandLine().getOut();
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      Decoding decoding = new Decoding(new AvroCodec());
      new TopicReader(open.kafka())
          .read(
              kafka.topics().predictions(),
              record ->
                  decoding
                      .as(Prediction.class, record)
                      .filter(p -> task == null || p.getTask().equals(task))
                      .ifPresent(p -> newest.add(record, p)));
      if (draw != null) {
        Path folder = Files.createDirectories(draw);
        int written =
            new DrawnPredictions(folder, newest.inOrder(), blobs.open(surroundings.clock()))
                .write(open.kafka());
        out.println(written + " pictures written to " + folder);
        out.flush();
        return 0;
      }
    }
    print(newest.inOrder(), out);
    return 0;
  }

  private void print(List<Prediction> predictions, PrintWriter out) {
    if (json) {
      predictions.forEach(prediction -> out.println(RecordJson.of(prediction)));
      out.flush();
      return;
    }
    Table table = new Table("EVENT", "SOURCE", "TIME", "TASK", "MODEL", "OUTPUT", "FUSED");
    for (Prediction prediction : predictions) {
      table.row(
          prediction.getEventId(),
          prediction.getSourceId(),
          Summary.time(prediction.getEventTime()),
          prediction.getTask(),
          prediction.getModel().getName() + "@" + prediction.getModel().getVersion(),
          Summary.of(prediction.getOutput()),
          Summary.fused(prediction.getFused()));
    }
    table.print(out);
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.trainer.autodiff.Trainability;
import dev.millrace.trainer.autodiff.Trainability.Deepest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a model file is, where it would be cut and what of it can be trained. */
@Command(
    name = "inspect",
    description =
        "Show a model's inputs, outputs, operators and weights, and what of it can be trained.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--parameters",
      paramLabel = "GLOB",
      description =
          "Trainable initializers; shows the cut and the head for them. Without it, the deepest cut"
              + " that trains is looked for.")
  private @Nullable String trainable;

  @Option(
      names = "--open-size",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Size of dimensions after the first that the file leaves open, for a trial of the"
              + " gradient. Default: ${DEFAULT-VALUE}.")
  private long openSize;

  @Parameters(paramLabel = "MODEL.onnx", description = "Model file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    OnnxGraph graph = read(file);
    GraphSummary summary = GraphSummary.of(graph);
    Trainability trainability = new Trainability(graph, openSize);
    PrintWriter out = spec.commandLine().getOut();
    if (trainable != null) {
      cut(summary, CutSummary.of(graph, trainable, trainability), out);
    } else {
      deepest(summary, trainability, out);
    }
    out.flush();
    return 0;
  }

  private void cut(GraphSummary summary, CutSummary cut, PrintWriter out) {
    if (json) {
      out.println(new InspectJson().model(summary).cut(cut));
    } else {
      InspectText text = new InspectText(out);
      text.model(summary, cut);
      text.cut(summary, cut);
    }
  }

  private void deepest(GraphSummary summary, Trainability trainability, PrintWriter out) {
    List<String> parameters = trainability.parameters();
    Deepest deepest = trainability.deepest();
    if (json) {
      out.println(new InspectJson().model(summary).deepest(parameters, deepest));
    } else {
      InspectText text = new InspectText(out);
      text.model(summary, null);
      text.deepest(summary, parameters, deepest);
    }
  }

  private static OnnxGraph read(Path file) throws IOException {
    long bytes = Files.size(file);
    long limit = ModelLimits.DEFAULT.maxBytes();
    if (bytes > limit) {
      throw new ModelRejected(
          "it has " + bytes + " bytes, the limit is " + limit,
          file.toString(),
          "use a smaller model");
    }
    try {
      return OnnxGraph.read(Files.readAllBytes(file), ModelLimits.DEFAULT);
    } catch (ModelRejected e) {
      throw e.in(file.toString());
    }
  }
}

package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.GradientRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a model file is and where it would be cut. */
@Command(
    name = "inspect",
    description = "Show a model's inputs, outputs, operators and weights, and where it is cut.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--parameters",
      paramLabel = "GLOB",
      description = "Trainable initializers; shows where the model would be cut for them.")
  private @Nullable String trainable;

  @Parameters(paramLabel = "MODEL.onnx", description = "Model file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    OnnxGraph graph = read(file);
    GraphSummary summary = GraphSummary.of(graph);
    List<TensorSpec> cut = trainable == null ? null : GraphCut.cut(graph, trainable).features();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(summary, cut));
    } else {
      print(summary, cut, out);
    }
    out.flush();
    return 0;
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

  private static void print(GraphSummary summary, @Nullable List<TensorSpec> cut, PrintWriter out) {
    out.println("producer    " + (summary.producer().isEmpty() ? "?" : summary.producer()));
    out.println("IR version  " + summary.irVersion());
    summary
        .opsets()
        .forEach(
            (domain, version) ->
                out.println("opset       " + version + (domain.isEmpty() ? "" : " of " + domain)));
    out.println("parameters  " + summary.parameters());
    summary.inputs().forEach(input -> out.println("input       " + input));
    summary.outputs().forEach(output -> out.println("output      " + output));
    if (cut != null) {
      cut.forEach(feature -> out.println("cut at      " + feature));
    }
    out.println();
    Set<String> differentiable = GradientRules.operators();
    Table operators = new Table("OPERATOR", "NODES", "GRADIENT");
    summary
        .operators()
        .forEach(
            (name, nodes) ->
                operators.row(name, nodes, differentiable.contains(name) ? "yes" : "no"));
    operators.print(out);
    out.println();
    Table weights = new Table("WEIGHT", "SHAPE", "NUMBERS");
    summary
        .weights()
        .forEach(
            weight ->
                weights.row(weight.name(), TensorSpec.shapeText(weight.dims()), weight.elements()));
    weights.print(out);
  }

  private static ObjectNode json(GraphSummary summary, @Nullable List<TensorSpec> cut) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("producer", summary.producer());
    node.put("irVersion", summary.irVersion());
    summary.opsets().forEach(node.putObject("opsets")::put);
    node.put("parameters", summary.parameters());
    tensors(node.putArray("inputs"), summary.inputs());
    tensors(node.putArray("outputs"), summary.outputs());
    if (cut != null) {
      tensors(node.putArray("cut"), cut);
    }
    summary.operators().forEach(node.putObject("operators")::put);
    ArrayNode gradients = node.putArray("operatorsWithGradient");
    summary.operators().keySet().stream()
        .filter(GradientRules.operators()::contains)
        .forEach(gradients::add);
    tensors(node.putArray("weights"), summary.weights());
    return node;
  }

  private static void tensors(ArrayNode array, List<TensorSpec> specs) {
    for (TensorSpec tensor : specs) {
      ObjectNode node = array.addObject().put("name", tensor.name());
      node.put("type", tensor.type().label());
      long[] dims = tensor.dims();
      if (dims == null) {
        node.putNull("shape");
        continue;
      }
      ArrayNode shape = node.putArray("shape");
      for (long dim : dims) {
        if (dim < 0) {
          shape.addNull(); // known only when it runs
        } else {
          shape.add(dim);
        }
      }
    }
  }
}

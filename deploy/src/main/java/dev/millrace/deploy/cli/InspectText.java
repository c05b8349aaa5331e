package dev.millrace.deploy.cli;

import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.GradientRules;
import dev.millrace.trainer.autodiff.Trainability.Deepest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code inspect} prints for people; what matters most comes last, above the prompt. */
final class InspectText {

  private static final int MOST_NODES = 20;

  private final PrintWriter out;

  InspectText(PrintWriter out) {
    this.out = out;
  }

  /** The file, and which of its operators and weights are in the head of a cut. */
  void model(GraphSummary model, @Nullable CutSummary cut) {
    line("producer", model.producer().isEmpty() ? "?" : model.producer());
    line("IR version", model.irVersion());
    model
        .opsets()
        .forEach((domain, set) -> line("opset", set + (domain.isEmpty() ? "" : " of " + domain)));
    line("parameters", number(model.parameters()) + " in " + model.weights().size() + " weights");
    model.inputs().forEach(input -> line("input", input));
    model.outputs().forEach(output -> line("output", output));
    out.println();
    operators(model, cut);
    out.println();
    if (!model.weights().isEmpty()) {
      weights(model, cut);
      out.println();
    }
  }

  private void operators(GraphSummary model, @Nullable CutSummary cut) {
    Table table =
        cut == null
            ? new Table("OPERATOR", "NODES", "GRADIENT")
            : new Table("OPERATOR", "NODES", "IN HEAD", "GRADIENT");
    model
        .operators()
        .forEach(
            (name, nodes) -> {
              String gradient = GradientRules.passage(name).label();
              if (cut == null) {
                table.row(name, nodes, gradient);
              } else {
                table.row(name, nodes, cut.head().operators().getOrDefault(name, 0), gradient);
              }
            });
    table.print(out);
    out.println("yes: gradients pass; stops: they rightly end there; no: there is no rule");
  }

  private void weights(GraphSummary model, @Nullable CutSummary cut) {
    Set<String> trained =
        cut == null
            ? Set.of()
            : cut.trained().stream().map(TensorSpec::name).collect(Collectors.toSet());
    Table table =
        cut == null
            ? new Table("WEIGHT", "SHAPE", "NUMBERS")
            : new Table("WEIGHT", "SHAPE", "NUMBERS", "TRAINED");
    for (TensorSpec weight : model.weights()) {
      String shape = TensorSpec.shapeText(weight.dims());
      if (cut == null) {
        table.row(weight.name(), shape, weight.elements());
      } else {
        String mark = trained.contains(weight.name()) ? "yes" : "-";
        table.row(weight.name(), shape, weight.elements(), mark);
      }
    }
    table.print(out);
  }

  /** The cut and its head. */
  void cut(GraphSummary model, CutSummary cut) {
    List<GraphSummary.Node> nodes = cut.head().nodes();
    Table table = new Table("NODE IN HEAD", "OPERATOR", "GRADIENT");
    for (GraphSummary.Node node : nodes.subList(0, Math.min(MOST_NODES, nodes.size()))) {
      table.row(name(node), node.operator(), GradientRules.passage(node.operator()).label());
    }
    table.print(out);
    if (nodes.size() > MOST_NODES) {
      out.println("and " + (nodes.size() - MOST_NODES) + " more; --json lists them all");
    }
    out.println();
    line(
        "trained",
        "%s of %s numbers, by --parameters '%s'"
            .formatted(number(cut.numbers()), number(model.parameters()), cut.parameters()));
    cut.features().forEach(feature -> line("cut at", feature));
    line("head", nodes.size() + " of " + model.nodes().size() + " nodes");
    line("patch", number(cut.patchBytes()) + " bytes in each published version");
    line("trains", cut.obstacle().map(obstacle -> "no: " + obstacle).orElse("yes"));
  }

  /** The deepest cut, for who has not chosen one. */
  void deepest(GraphSummary model, List<String> parameters, Deepest deepest) {
    if (parameters.isEmpty()) {
      line(
          "trains",
          "no: there is no float32 initializer that an output depends on; weights inside operators"
              + " (trees, linear classifiers) can't be trained");
      return;
    }
    long numbers =
        model.weights().stream()
            .filter(weight -> parameters.contains(weight.name()))
            .mapToLong(TensorSpec::elements)
            .sum();
    line(
        "trainable",
        "%s of %s numbers, in %d weights"
            .formatted(number(numbers), number(model.parameters()), parameters.size()));
    Optional<String> first = deepest.parameter();
    int place = first.map(parameters::indexOf).orElse(-1);
    line(
        "trains",
        first
            .map(
                name ->
                    "from '%s' on, parameter %d of %d in order of use"
                        .formatted(name, place + 1, parameters.size()))
            .orElse("no"));
    deepest.before().ifPresent(obstacle -> line("obstacle", obstacle));
    if (first.isPresent()) {
      String all = place == 0 ? ", or '*' for all" : "";
      String last = parameters.get(parameters.size() - 1);
      line("try", "--parameters '" + layer(last) + "' for the last layer" + all);
    }
  }

  /** A glob over the parameters of one layer, where names tell the layer. */
  private static String layer(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return dot < 0 ? parameter : parameter.substring(0, dot) + ".*";
  }

  private static String name(GraphSummary.Node node) {
    return node.name().isEmpty() ? String.join(", ", node.results()) : node.name();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void line(String name, Object value) {
    out.printf(Locale.ROOT, "%-12s%s%n", name, value);
  }
}

package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.GradientRules;
import dev.millrace.trainer.autodiff.Trainability.Deepest;
import java.util.List;
import java.util.Map;

/** What {@code inspect --json} prints: everything, nodes and all. */
final class InspectJson {

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  /** The file. */
  InspectJson model(GraphSummary model) {
    root.put("producer", model.producer());
    root.put("irVersion", model.irVersion());
    model.opsets().forEach(root.putObject("opsets")::put);
    root.put("parameters", model.parameters());
    root.put("nodes", model.nodes().size());
    tensors(root.putArray("inputs"), model.inputs());
    tensors(root.putArray("outputs"), model.outputs());
    operators(root.putObject("operators"), model.operators());
    tensors(root.putArray("weights"), model.weights());
    return this;
  }

  /** The cut and its head. */
  InspectJson cut(CutSummary cut) {
    ObjectNode node = root.putObject("cut");
    node.put("parameters", cut.parameters());
    tensors(node.putArray("features"), cut.features());
    node.put("trained", cut.numbers());
    tensors(node.putArray("trainedWeights"), cut.trained());
    node.put("patchBytes", cut.patchBytes());
    operators(node.putObject("operators"), cut.head().operators());
    ArrayNode nodes = node.putArray("nodes");
    for (GraphSummary.Node one : cut.head().nodes()) {
      ObjectNode entry = nodes.addObject().put("name", one.name()).put("operator", one.operator());
      one.results().forEach(entry.putArray("results")::add);
      entry.put("gradient", GradientRules.passage(one.operator()).label());
    }
    node.put("trains", cut.obstacle().isEmpty());
    cut.obstacle().ifPresent(obstacle -> node.put("obstacle", obstacle));
    return this;
  }

  /** The deepest cut that trains. */
  InspectJson deepest(List<String> parameters, Deepest deepest) {
    ObjectNode node = root.putObject("deepest");
    node.put("parameter", deepest.parameter().orElse(null));
    parameters.forEach(node.putArray("inOrderOfUse")::add);
    deepest.before().ifPresent(obstacle -> node.put("obstacle", obstacle));
    return this;
  }

  private static void operators(ObjectNode to, Map<String, Integer> operators) {
    operators.forEach(
        (name, nodes) ->
            to.putObject(name)
                .put("nodes", nodes)
                .put("gradient", GradientRules.passage(name).label()));
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

  @Override
  public String toString() {
    return root.toString();
  }
}

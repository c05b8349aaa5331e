package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the branch that is always taken in the place of an If: exporters write one where a shape
 * decides, which is the same in every run. An If that examples decide stays; it has no rule.
 */
final class BranchFolding {

  private static final String IF = "If";

  private final GraphBuilder folded;
  private final Map<String, TensorProto> constants;

  private BranchFolding(GraphBuilder folded, Map<String, TensorProto> constants) {
    this.folded = folded;
    this.constants = constants;
  }

  /** The same graph, folded; the very same where there is nothing to fold. */
  static OnnxGraph of(OnnxGraph graph) {
    OnnxGraph current = graph;
    // A branch may hold further ones.
    while (current.nodes().stream().anyMatch(node -> node.getOpType().equals(IF))) {
      Map<String, TensorProto> constants = HeadInference.of(current).constants();
      if (current.nodes().stream().allMatch(node -> taken(node, constants).isEmpty())) {
        break;
      }
      current = once(current, constants);
    }
    return current;
  }

  private static OnnxGraph once(OnnxGraph graph, Map<String, TensorProto> constants) {
    GraphBuilder builder = GraphBuilder.named(graph.graph().getName());
    graph.opsets().forEach(builder::operatorSet);
    graph.inputs().forEach(builder::input);
    graph.outputs().forEach(builder::output);
    graph.initializers().values().forEach(builder::initializer);
    BranchFolding folding = new BranchFolding(builder, constants);
    graph.nodes().forEach(folding::node);
    int opset = Math.toIntExact(graph.opset().orElse((long) GraphBuilder.OPSET));
    return builder.build(opset, Math.toIntExact(graph.irVersion()));
  }

  /** The branch that is always taken. */
  private static Optional<GraphProto> taken(NodeProto node, Map<String, TensorProto> constants) {
    if (!node.getOpType().equals(IF) || !node.getDomain().isEmpty()) {
      return Optional.empty();
    }
    @Nullable TensorProto condition = constants.get(node.getInput(0));
    if (condition == null || ElementType.of(condition.getDataType()) != ElementType.BOOL) {
      return Optional.empty();
    }
    String branch = Constants.integers(condition)[0] != 0 ? "then_branch" : "else_branch";
    return Attributes.find(node, branch).map(AttributeProto::getG);
  }

  private void node(NodeProto node) {
    taken(node, constants).ifPresentOrElse(branch -> inline(node, branch), () -> folded.node(node));
  }

  /** Values of a branch get names of their own, as two branches may use the same. */
  private void inline(NodeProto node, GraphProto branch) {
    Map<String, String> names = new HashMap<>();
    String prefix = node.getOutput(0) + "/";
    branch.getInitializerList().forEach(t -> names.put(t.getName(), prefix + t.getName()));
    for (NodeProto inner : branch.getNodeList()) {
      inner.getOutputList().stream()
          .filter(name -> !name.isEmpty())
          .forEach(name -> names.put(name, prefix + name));
    }
    branch.getInitializerList().stream()
        .map(t -> t.toBuilder().setName(prefix + t.getName()).build())
        .forEach(folded::initializer);
    branch.getNodeList().forEach(inner -> folded.node(renamed(inner, names)));
    for (int i = 0; i < node.getOutputCount(); i++) {
      String given = branch.getOutput(i).getName();
      folded.node(
          "Identity", List.of(names.getOrDefault(given, given)), List.of(node.getOutput(i)));
    }
  }

  private static NodeProto renamed(NodeProto node, Map<String, String> names) {
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      copy.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      copy.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
    }
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).hasG()) {
        copy.getAttributeBuilder(i).setG(captured(node.getAttribute(i).getG(), names));
      }
    }
    return copy.build();
  }

  /** A branch inside the branch: what it takes from outside has other names now. */
  private static GraphProto captured(GraphProto graph, Map<String, String> names) {
    Map<String, String> outer = new HashMap<>(names);
    graph.getInitializerList().forEach(t -> outer.remove(t.getName()));
    graph.getInputList().forEach(value -> outer.remove(value.getName()));
    graph.getNodeList().forEach(node -> node.getOutputList().forEach(outer::remove));
    GraphProto.Builder copy = graph.toBuilder().clearNode();
    graph.getNodeList().forEach(node -> copy.addNode(renamed(node, outer)));
    for (int i = 0; i < graph.getOutputCount(); i++) {
      String name = graph.getOutput(i).getName();
      copy.getOutputBuilder(i).setName(outer.getOrDefault(name, name));
    }
    return copy.build();
  }
}

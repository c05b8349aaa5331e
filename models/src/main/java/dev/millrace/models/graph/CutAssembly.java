package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the two graphs of a cut, at the operator sets of the graph they come from. */
final class CutAssembly {

  private final OnnxGraph graph;
  private final List<String> cuts;

  /** Cut value → the name it crosses under: another one for graph inputs. */
  private final Map<String, String> crossing = new LinkedHashMap<>();

  private final Map<String, TensorSpec> specs = new HashMap<>();

  CutAssembly(OnnxGraph graph, Map<String, ElementType> types, List<String> cuts) {
    this.graph = graph;
    this.cuts = cuts;
    graph.inputs().forEach(s -> specs.put(s.name(), s));
    for (ValueInfoProto value : graph.graph().getValueInfoList()) {
      specs.put(value.getName(), OnnxGraph.spec(value));
    }
    graph.outputs().forEach(s -> specs.put(s.name(), s));
    Set<String> taken = NodeNames.all(graph.graph());
    for (String cut : cuts) {
      specs.computeIfAbsent(
          cut, n -> TensorSpec.unranked(n, types.getOrDefault(n, ElementType.FLOAT32)));
      // A graph can't give one of its inputs as an output, so a cut there goes through Identity.
      crossing.put(cut, graph.input(cut).isPresent() ? fresh(cut + "_cut", taken) : cut);
    }
  }

  List<TensorSpec> features() {
    return cuts.stream().map(c -> specs.get(c).renamed(crossing.get(c))).toList();
  }

  /** Ancestors of the cuts; all inputs of the graph stay, so that callers feed it the same way. */
  OnnxGraph backbone(Map<String, Integer> producers) {
    BitSet needed = new BitSet();
    Set<String> names = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(cuts);
    while (!open.isEmpty()) {
      String name = open.pop();
      Integer producer = producers.get(name);
      if (names.add(name) && producer != null && !needed.get(producer)) {
        needed.set(producer);
        open.addAll(NodeNames.uses(graph.nodes().get(producer)));
      }
    }
    GraphProto.Builder part = empty("backbone");
    graph.inputs().forEach(s -> part.addInput(GraphBuilder.value(s)));
    graph.initializers().values().stream()
        .filter(t -> names.contains(t.getName()))
        .forEach(part::addInitializer);
    needed.stream().forEach(i -> part.addNode(graph.nodes().get(i)));
    crossing.forEach((cut, name) -> identity(part, cut, name));
    features().forEach(s -> part.addOutput(GraphBuilder.value(s)));
    return finish(part);
  }

  OnnxGraph head(
      Map<String, TensorProto> parameters,
      Collection<String> frozen,
      List<NodeProto> nodes,
      List<TensorSpec> outputs) {
    GraphProto.Builder part = empty("head");
    features().forEach(s -> part.addInput(GraphBuilder.value(s)));
    parameters.values().forEach(t -> part.addInput(GraphBuilder.value(Constants.spec(t))));
    graph.initializers().values().stream()
        .filter(t -> frozen.contains(t.getName()))
        .forEach(part::addInitializer);
    crossing.forEach((cut, name) -> identity(part, name, cut));
    part.addAllNode(nodes);
    outputs.forEach(s -> part.addOutput(GraphBuilder.value(s)));
    return finish(part);
  }

  private static void identity(GraphProto.Builder part, String from, String to) {
    if (!from.equals(to)) {
      part.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(from).addOutput(to));
    }
  }

  private static String fresh(String wanted, Set<String> taken) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + i;
    }
    return name;
  }

  private GraphProto.Builder empty(String part) {
    return GraphProto.newBuilder().setName(graph.graph().getName() + "_" + part);
  }

  private OnnxGraph finish(GraphProto.Builder part) {
    ModelProto.Builder model = graph.proto().toBuilder().setGraph(part);
    model.setIrVersion(Math.max(model.getIrVersion(), GraphBuilder.OLDEST_IR));
    return OnnxGraph.of(model.build());
  }
}

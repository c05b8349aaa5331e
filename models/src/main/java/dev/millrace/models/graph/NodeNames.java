package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which values nodes read and write, seen through subgraphs, and the same under other names. */
public final class NodeNames {

  private NodeNames() {}

  /** What a node reads: its inputs, and what its subgraphs take from around them. */
  public static Set<String> uses(NodeProto node) {
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    subgraphs(node).forEach(g -> names.addAll(captured(g)));
    names.remove(""); // an optional input that is left out
    return names;
  }

  /** Outputs that are there; one that is left out has an empty name. */
  public static List<String> outputs(NodeProto node) {
    return node.getOutputList().stream().filter(name -> !name.isEmpty()).toList();
  }

  /** Nodes of a node's subgraphs, at any depth. */
  public static Stream<NodeProto> inner(NodeProto node) {
    return subgraphs(node).stream()
        .flatMap(graph -> graph.getNodeList().stream())
        .flatMap(inside -> Stream.concat(Stream.of(inside), inner(inside)));
  }

  /** Every name that occurs in a graph, at any depth. */
  static Set<String> all(GraphProto graph) {
    Set<String> names = new HashSet<>();
    graph.getInputList().forEach(v -> names.add(v.getName()));
    graph.getOutputList().forEach(v -> names.add(v.getName()));
    graph.getInitializerList().forEach(t -> names.add(t.getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getInputList());
      names.addAll(node.getOutputList());
      subgraphs(node).forEach(g -> names.addAll(all(g)));
    }
    return names;
  }

  /** The node with values renamed at every depth; ONNX forbids that inner names hide outer ones. */
  static NodeProto renamed(NodeProto node, Map<String, String> names) {
    NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
    node.getInputList().forEach(n -> copy.addInput(names.getOrDefault(n, n)));
    node.getOutputList().forEach(n -> copy.addOutput(names.getOrDefault(n, n)));
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto.Builder changed = attribute.toBuilder();
      if (attribute.hasG()) {
        changed.setG(renamed(attribute.getG(), names));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        changed.setGraphs(i, renamed(attribute.getGraphs(i), names));
      }
      copy.addAttribute(changed);
    }
    return copy.build();
  }

  private static GraphProto renamed(GraphProto graph, Map<String, String> names) {
    GraphProto.Builder copy = graph.toBuilder();
    copy.getInputBuilderList()
        .forEach(v -> v.setName(names.getOrDefault(v.getName(), v.getName())));
    copy.getOutputBuilderList()
        .forEach(v -> v.setName(names.getOrDefault(v.getName(), v.getName())));
    copy.getInitializerBuilderList()
        .forEach(t -> t.setName(names.getOrDefault(t.getName(), t.getName())));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      copy.setNode(i, renamed(graph.getNode(i), names));
    }
    return copy.build();
  }

  private static Set<String> captured(GraphProto graph) {
    Set<String> defined = new HashSet<>();
    graph.getInputList().forEach(v -> defined.add(v.getName()));
    graph.getInitializerList().forEach(t -> defined.add(t.getName()));
    Set<String> free = new LinkedHashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      uses(node).stream().filter(n -> !defined.contains(n)).forEach(free::add);
      defined.addAll(node.getOutputList());
    }
    graph.getOutputList().stream()
        .map(v -> v.getName())
        .filter(n -> !defined.contains(n))
        .forEach(free::add);
    return free;
  }

  private static List<GraphProto> subgraphs(NodeProto node) {
    List<GraphProto> graphs = new ArrayList<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        graphs.add(attribute.getG());
      }
      graphs.addAll(attribute.getGraphsList());
    }
    return graphs;
  }
}

package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes one standard ONNX model of a backbone, a head and values for the head's parameters. */
public final class GraphJoin {

  private static final String PREFIX = "head/";

  private GraphJoin() {}

  /**
   * Joins. Head inputs become: an initializer where a value is given, a connection where the
   * backbone has an output of that name, else an input of the whole. Names of the head that the
   * backbone uses too get a prefix.
   *
   * @param values values of head inputs by name
   * @param notes metadata of the file
   * @throws IllegalArgumentException where the two want different versions of an operator set
   */
  public static OnnxGraph join(
      OnnxGraph backbone, OnnxGraph head, List<TensorProto> values, Map<String, String> notes) {
    Map<String, TensorProto> given = new HashMap<>();
    values.forEach(t -> given.put(t.getName(), t));
    Map<String, String> names = names(backbone, head);
    ModelProto.Builder model = backbone.proto().toBuilder().setProducerName("millrace");
    GraphProto.Builder graph = model.getGraphBuilder().clearOutput();
    for (TensorSpec input : head.inputs()) {
      String name = names.getOrDefault(input.name(), input.name());
      if (given.containsKey(input.name())) {
        graph.addInitializer(given.get(input.name()).toBuilder().setName(name));
      } else if (backbone.output(input.name()).isEmpty()) {
        graph.addInput(GraphBuilder.value(input.renamed(name)));
      }
    }
    for (TensorProto frozen : head.initializers().values()) {
      String name = names.getOrDefault(frozen.getName(), frozen.getName());
      graph.addInitializer(frozen.toBuilder().setName(name));
    }
    for (NodeProto node : head.nodes()) {
      String name = node.getName().isEmpty() ? "" : PREFIX + node.getName();
      graph.addNode(NodeNames.renamed(node, names).toBuilder().setName(name));
    }
    for (TensorSpec output : head.outputs()) {
      String name = names.getOrDefault(output.name(), output.name());
      graph.addOutput(GraphBuilder.value(output.renamed(name)));
    }
    opsets(backbone, head, model);
    model.setIrVersion(Math.max(backbone.irVersion(), head.irVersion()));
    notes.forEach((k, v) -> note(model, k, v));
    return OnnxGraph.of(model.build());
  }

  /** New names for head values that collide; values that connect the two keep theirs. */
  private static Map<String, String> names(OnnxGraph backbone, OnnxGraph head) {
    Set<String> taken = NodeNames.all(backbone.graph());
    Set<String> own = NodeNames.all(head.graph());
    Set<String> connected = new HashSet<>();
    head.inputs().stream()
        .map(TensorSpec::name)
        .filter(name -> backbone.output(name).isPresent())
        .forEach(connected::add);
    Map<String, String> names = new HashMap<>();
    for (String name : own) {
      if (name.isEmpty() || connected.contains(name) || !taken.contains(name)) {
        continue;
      }
      String renamed = PREFIX + name;
      while (taken.contains(renamed) || own.contains(renamed)) {
        renamed = PREFIX + renamed;
      }
      names.put(name, renamed);
    }
    return names;
  }

  private static void opsets(OnnxGraph backbone, OnnxGraph head, ModelProto.Builder model) {
    Map<String, Long> there = backbone.opsets();
    head.opsets()
        .forEach(
            (domain, version) -> {
              Long present = there.get(domain);
              if (present == null) {
                model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
              } else if (!present.equals(version)) {
                throw new IllegalArgumentException(
                    "backbone and head use operator set '%s' in versions %d and %d; build the head"
                            .formatted(domain, present, version)
                        + " at the backbone's");
              }
            });
  }

  private static void note(ModelProto.Builder model, String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }
}

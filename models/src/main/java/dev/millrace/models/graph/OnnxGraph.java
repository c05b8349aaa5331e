package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ONNX model as a graph: its real inputs, outputs, initializers and nodes. Immutable.
 *
 * <p>Files of IR version 3, and many of version 4, list their weights among the graph inputs too;
 * here an input is only what a caller has to give.
 */
public final class OnnxGraph {

  private final ModelProto model;
  private final Map<String, TensorProto> initializers;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private OnnxGraph(ModelProto model) {
    this.model = model;
    Map<String, TensorProto> byName = new LinkedHashMap<>();
    model.getGraph().getInitializerList().forEach(t -> byName.put(t.getName(), t));
    this.initializers = Collections.unmodifiableMap(byName);
    this.inputs =
        model.getGraph().getInputList().stream()
            .filter(v -> !byName.containsKey(v.getName()))
            .map(OnnxGraph::spec)
            .toList();
    this.outputs = model.getGraph().getOutputList().stream().map(OnnxGraph::spec).toList();
  }

  /**
   * Reads a model from the bytes of its file; nothing else is opened.
   *
   * @throws ModelRejected where it is no ONNX model, above a limit, damaged, or has external data
   */
  public static OnnxGraph read(byte[] onnx, ModelLimits limits) {
    if (onnx.length > limits.maxBytes()) {
      throw new ModelRejected(
          "%d bytes, the limit is %d".formatted(onnx.length, limits.maxBytes()),
          "model file",
          "use a smaller model, or raise the limit if you trust the file");
    }
    ModelProto model;
    try {
      model = ModelProto.parseFrom(onnx);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelRejected(
          "not an ONNX model: " + e.getMessage(),
          "model file",
          "check that the file is complete and not a text pointer of a large-file store",
          e);
    }
    if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
      throw new ModelRejected(
          "not an ONNX model: there is no graph with an output",
          "model file",
          "check that the file is an .onnx file");
    }
    SafetyCheck.check(model, limits);
    return new OnnxGraph(model);
  }

  /** A graph that this program built itself. */
  public static OnnxGraph of(ModelProto model) {
    return new OnnxGraph(model);
  }

  /** The file: the same graph gives the same bytes. */
  public byte[] toBytes() {
    return model.toByteArray();
  }

  public ModelProto proto() {
    return model;
  }

  public GraphProto graph() {
    return model.getGraph();
  }

  /** What a caller gives, in the file's order. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  public List<TensorSpec> outputs() {
    return outputs;
  }

  /** Constants and weights by name, in the file's order. */
  public Map<String, TensorProto> initializers() {
    return initializers;
  }

  /** Nodes of the main graph in topological order. */
  public List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** Operator set version by domain; the standard domain is the empty string. */
  public Map<String, Long> opsets() {
    Map<String, Long> versions = new LinkedHashMap<>();
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      String domain = opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain();
      versions.put(domain, opset.getVersion());
    }
    return Collections.unmodifiableMap(versions);
  }

  /** Version of the standard operator set, if the file uses it. */
  public Optional<Long> opset() {
    return Optional.ofNullable(opsets().get(""));
  }

  public long irVersion() {
    return model.getIrVersion();
  }

  public Optional<TensorSpec> input(String name) {
    return inputs.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  public Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** What a value of the file says of itself: an input, output or annotated intermediate. */
  static TensorSpec spec(ValueInfoProto value) {
    if (!value.hasType() || !value.getType().hasTensorType()) {
      return TensorSpec.unranked(value.getName(), ElementType.OTHER);
    }
    var tensor = value.getType().getTensorType();
    ElementType type = ElementType.of(tensor.getElemType());
    if (!tensor.hasShape()) {
      return TensorSpec.unranked(value.getName(), type);
    }
    return new TensorSpec(value.getName(), type, dims(tensor.getShape()));
  }

  private static long[] dims(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .mapToLong(d -> d.hasDimValue() && d.getDimValue() >= 0 ? d.getDimValue() : -1)
        .toArray();
  }

  @Override
  public String toString() {
    return "graph %s: %s -> %s, %d nodes"
        .formatted(graph().getName(), inputs, outputs, nodes().size());
  }
}

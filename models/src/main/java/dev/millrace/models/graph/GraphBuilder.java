package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a graph step by step, from nothing or on top of another graph. Nodes come in topological
 * order. Not thread-safe.
 */
public final class GraphBuilder {

  /** Operator set of graphs made from nothing. */
  public static final int OPSET = 17;

  /** Oldest version in which initializers need not be listed among the inputs. */
  static final int OLDEST_IR = 4;

  /** File format version that goes with {@link #OPSET}. */
  public static final int IR = 8;

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;

  private GraphBuilder(ModelProto.Builder model) {
    this.model = model;
    this.graph = model.getGraphBuilder();
  }

  /** An empty graph. */
  public static GraphBuilder named(String name) {
    ModelProto.Builder model = ModelProto.newBuilder().setProducerName("millrace");
    model.getGraphBuilder().setName(name);
    return new GraphBuilder(model);
  }

  /** Goes on from another graph, at its operator sets. */
  public static GraphBuilder from(OnnxGraph graph) {
    return new GraphBuilder(graph.proto().toBuilder());
  }

  public GraphBuilder input(TensorSpec spec) {
    graph.addInput(value(spec));
    return this;
  }

  /** States type and shape of an input that is already there, where more is known of it now. */
  public GraphBuilder restatedInput(TensorSpec spec) {
    for (int i = 0; i < graph.getInputCount(); i++) {
      if (graph.getInput(i).getName().equals(spec.name())) {
        graph.setInput(i, value(spec));
        return this;
      }
    }
    throw new IllegalArgumentException("the graph has no input '" + spec.name() + "'");
  }

  public GraphBuilder output(TensorSpec spec) {
    graph.addOutput(value(spec));
    return this;
  }

  /** An output whose type is left to the runtime's own inference. */
  public GraphBuilder untypedOutput(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  /** Takes the outputs away; the nodes stay. */
  public GraphBuilder withoutOutputs() {
    graph.clearOutput();
    return this;
  }

  public GraphBuilder initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  public GraphBuilder initializer(String name, float[] values, long... dims) {
    return initializer(Constants.float32(name, values, dims));
  }

  public GraphBuilder initializer(String name, long[] values, long... dims) {
    return initializer(Constants.int64(name, values, dims));
  }

  /**
   * Appends a node, named by its results: so it stays the only one of its name wherever it is
   * copied to, as long as the names of values do.
   */
  public GraphBuilder node(
      String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return node(
        NodeProto.newBuilder()
            .setName(op + "_" + String.join("_", outputs))
            .setOpType(op)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes))
            .build());
  }

  public GraphBuilder node(NodeProto node) {
    graph.addNode(node);
    return this;
  }

  /** The graph at the operator sets of the graph it was built from. */
  public OnnxGraph build() {
    if (model.getOpsetImportCount() == 0) {
      return build(OPSET, IR);
    }
    return OnnxGraph.of(model.build());
  }

  /** States the version of an operator set; the standard one has an empty domain. */
  public GraphBuilder operatorSet(String domain, long version) {
    for (int i = model.getOpsetImportCount() - 1; i >= 0; i--) {
      if (model.getOpsetImport(i).getDomain().equals(domain)) {
        model.removeOpsetImport(i);
      }
    }
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    return this;
  }

  /** The graph at this version of the standard operators and of the file format. */
  public OnnxGraph build(int opset, int irVersion) {
    operatorSet("", opset);
    model.setIrVersion(Math.max(irVersion, OLDEST_IR));
    return OnnxGraph.of(model.build());
  }

  static ValueInfoProto value(TensorSpec spec) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(spec.type().code());
    if (spec.ranked()) {
      tensor.setShape(shape(spec.shape()));
    }
    return ValueInfoProto.newBuilder()
        .setName(spec.name())
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static TensorShapeProto shape(long[] dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < dims.length; i++) {
      var dim = shape.addDimBuilder();
      if (dims[i] >= 0) {
        dim.setDimValue(dims[i]);
      } else if (i == 0) {
        dim.setDimParam("n");
      }
    }
    return shape.build();
  }
}

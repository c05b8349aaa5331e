package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends operators to a graph and names their results. Every method gives the name of a value.
 * Operators are written as the sets from {@link OperatorSets#TARGET} on want them.
 */
public final class NodeWriter {

  private static final String PREFIX = "millrace.";

  private final GraphBuilder graph;
  private final String prefix;
  private final Map<String, String> constants = new HashMap<>();
  private int serial;

  /**
   * @param graph where nodes are appended
   */
  public NodeWriter(GraphBuilder graph) {
    this(graph, PREFIX);
  }

  /** A second writer on a graph needs other names for its values. */
  NodeWriter(GraphBuilder graph, String prefix) {
    this.graph = graph;
    this.prefix = prefix;
  }

  /** Any operator with one result. */
  public String op(String type, List<String> inputs, AttributeProto... attributes) {
    String result = fresh(type);
    named(type, inputs, List.of(result), attributes);
    return result;
  }

  /** An operator without attributes, with one result. */
  public String op(String type, String... inputs) {
    return op(type, List.of(inputs));
  }

  /** Any operator with several results; gives their names. */
  public List<String> ops(
      String type, int results, List<String> inputs, AttributeProto... attributes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      names.add(fresh(type));
    }
    named(type, inputs, names, attributes);
    return List.copyOf(names);
  }

  /** Any operator, with names chosen for its results; the empty name leaves one out. */
  void named(String type, List<String> inputs, List<String> results, AttributeProto... attributes) {
    graph.node(type, inputs, results, attributes);
  }

  /** A node as it is. */
  void node(NodeProto node) {
    graph.node(node);
  }

  /** A name that no value has yet. */
  String fresh(String type) {
    return prefix + type + "." + serial++;
  }

  /** Gives a value a second name. */
  public void name(String value, String name) {
    named("Identity", List.of(value), List.of(name));
  }

  public String add(String left, String right) {
    return op("Add", List.of(left, right));
  }

  public String sub(String left, String right) {
    return op("Sub", List.of(left, right));
  }

  public String mul(String left, String right) {
    return op("Mul", List.of(left, right));
  }

  public String div(String left, String right) {
    return op("Div", List.of(left, right));
  }

  public String neg(String value) {
    return op("Neg", List.of(value));
  }

  public String matmul(String left, String right) {
    return op("MatMul", List.of(left, right));
  }

  /** A matrix with its axes exchanged. */
  public String transpose(String matrix) {
    return transpose(matrix, 1, 0);
  }

  /** Axis {@code i} of the result is axis {@code order[i]} of the value. */
  public String transpose(String value, long... order) {
    return op("Transpose", List.of(value), Attributes.integers("perm", order));
  }

  /** Reshapes; −1 stands for what is left over. */
  public String reshape(String value, long... dims) {
    return op("Reshape", List.of(value, integers(dims)));
  }

  /** Reshapes to the run-time shape of another value. */
  public String reshapeLike(String value, String other) {
    return op("Reshape", value, shapeOf(other));
  }

  /** The run-time shape of a value, an int64 vector. */
  public String shapeOf(String value) {
    return op("Shape", value);
  }

  /** A value with further axes of length 1, at these places of the result. */
  public String unsqueeze(String value, long... axes) {
    return op("Unsqueeze", value, integers(axes));
  }

  /** Elements {@code [from, to)} of a vector. */
  public String slice(String vector, long from, long to) {
    return op("Slice", List.of(vector, integers(from), integers(to), integers(0)));
  }

  /** Vectors one after the other. */
  public String concat(List<String> vectors) {
    return op("Concat", vectors, Attributes.integer("axis", 0));
  }

  /** Sum over axes that are given up. */
  public String sum(String value, long... axes) {
    return sum(value, Attributes.integer("keepdims", 0), axes);
  }

  /** Sum over axes that stay, of length 1. */
  public String sumKeeping(String value, long... axes) {
    return sum(value, Attributes.integer("keepdims", 1), axes);
  }

  private String sum(String value, AttributeProto keep, long... axes) {
    return op("ReduceSum", List.of(value, integers(axes)), keep);
  }

  /** Mean over axes that stay, of length 1. */
  String meanKeeping(String value, long... axes) {
    return op("ReduceMean", List.of(value, integers(axes)), Attributes.integer("keepdims", 1));
  }

  /** Float32 zeros of the run-time shape of another value. */
  String zerosLike(String other) {
    return op("ConstantOfShape", shapeOf(other));
  }

  /** The same value in another type. */
  public String cast(String value, ElementType type) {
    return op("Cast", List.of(value), Attributes.integer("to", type.code()));
  }

  /** A float32 scalar constant. */
  public String real(float value) {
    return constants.computeIfAbsent(
        "real." + Float.toHexString(value),
        key -> {
          graph.initializer(prefix + key, new float[] {value});
          return prefix + key;
        });
  }

  /** A scalar constant of some float type. */
  public String real(float value, ElementType type) {
    // ONNX Runtime computes the cast when it loads the graph, not in every run.
    return type == ElementType.FLOAT32 ? real(value) : cast(real(value), type);
  }

  /** A tensor as a constant; its own name is not used. */
  String constant(TensorProto tensor) {
    String name = fresh("constant");
    graph.initializer(tensor.toBuilder().setName(name).build());
    return name;
  }

  /** A float32 vector constant. */
  public String reals(float... values) {
    List<String> parts = new ArrayList<>();
    for (float value : values) {
      parts.add(Float.toHexString(value));
    }
    return constants.computeIfAbsent(
        "reals." + String.join("_", parts),
        key -> {
          graph.initializer(prefix + key, values, values.length);
          return prefix + key;
        });
  }

  /** An int64 scalar constant. */
  public String integer(long value) {
    return constants.computeIfAbsent(
        "integer." + value,
        key -> {
          graph.initializer(prefix + key, new long[] {value});
          return prefix + key;
        });
  }

  /** An int64 vector constant. */
  public String integers(long... values) {
    List<String> parts = new ArrayList<>();
    for (long value : values) {
      parts.add(Long.toString(value));
    }
    return constants.computeIfAbsent(
        "integers." + String.join("_", parts),
        key -> {
          graph.initializer(prefix + key, values, values.length);
          return prefix + key;
        });
  }
}

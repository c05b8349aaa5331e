package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends operators to a graph and names their results. Every method gives the name of a value.
 * Operators whose form changed between operator sets are written as the graph's own set wants them.
 */
public final class NodeWriter {

  /** Oldest operator set: since then Slice takes its bounds as inputs and Gemm needs no bias. */
  public static final int OLDEST_OPSET = 11;

  /** Since this operator set the axes of ReduceSum are an input. */
  private static final int AXES_AS_INPUT = 13;

  private static final String PREFIX = "millrace.";

  private final GraphBuilder graph;
  private final long opset;
  private final Map<String, String> constants = new HashMap<>();
  private int serial;

  /**
   * @param graph where nodes are appended
   * @param opset the graph's operator set
   */
  public NodeWriter(GraphBuilder graph, long opset) {
    if (opset < OLDEST_OPSET) {
      throw new IllegalArgumentException(
          "the head uses operator set %d, gradients need %d or newer; export the model again"
              .formatted(opset, OLDEST_OPSET));
    }
    this.graph = graph;
    this.opset = opset;
  }

  /** Any operator with one result. */
  public String op(String type, List<String> inputs, AttributeProto... attributes) {
    String result = PREFIX + type + "." + serial++;
    graph.node(type, inputs, List.of(result), attributes);
    return result;
  }

  /** Gives a value a second name. */
  public void name(String value, String name) {
    graph.node("Identity", List.of(value), List.of(name));
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
    return op("Transpose", List.of(matrix), Attributes.integers("perm", 1, 0));
  }

  /** Reshapes; −1 stands for what is left over. */
  public String reshape(String value, long... dims) {
    return op("Reshape", List.of(value, integers(dims)));
  }

  /** Reshapes to the run-time shape of another value. */
  public String reshapeLike(String value, String other) {
    return op("Reshape", List.of(value, op("Shape", List.of(other))));
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
    return opset >= AXES_AS_INPUT
        ? op("ReduceSum", List.of(value, integers(axes)), keep)
        : op("ReduceSum", List.of(value), Attributes.integers("axes", axes), keep);
  }

  /** A float32 scalar constant. */
  public String real(float value) {
    return constants.computeIfAbsent(
        "real." + Float.toHexString(value),
        key -> {
          graph.initializer(PREFIX + key, new float[] {value});
          return PREFIX + key;
        });
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
          graph.initializer(PREFIX + key, values, values.length);
          return PREFIX + key;
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
          graph.initializer(PREFIX + key, values, values.length);
          return PREFIX + key;
        });
  }
}

package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;

/** One node of the head, as the rows of the tables see it. Inputs and outputs count from 0. */
abstract sealed class AtNode permits Forward, Backward {

  private final NodeProto node;
  private final HeadValues values;
  private final NodeWriter write;

  AtNode(NodeProto node, HeadValues values, NodeWriter write) {
    this.node = node;
    this.values = values;
    this.write = write;
  }

  NodeProto node() {
    return node;
  }

  /** What is known before a run. */
  HeadValues values() {
    return values;
  }

  /** Appends operators. */
  NodeWriter write() {
    return write;
  }

  /** Whether an input is there: optional ones may be left out. */
  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  String input(int index) {
    return node.getInput(index);
  }

  String output() {
    return output(0);
  }

  String output(int index) {
    return node.getOutput(index);
  }

  /** An integer attribute, or what holds where it isn't given. */
  long integer(String attribute, long otherwise) {
    return Attributes.integer(node, attribute, otherwise);
  }

  /** A float32 attribute, or what holds where it isn't given. */
  float real(String attribute, float otherwise) {
    return Attributes.real(node, attribute, otherwise);
  }

  /** Number of dimensions of a value. */
  int rank(String value) {
    return shape(value).length;
  }

  /**
   * Dimensions of a value, −1 where known only at run time.
   *
   * @throws NoGradient where not even their number is known
   */
  long[] shape(String value) {
    return values
        .shape(value)
        .orElseThrow(
            () -> refuse("the number of dimensions of '%s' is not known before the run", value));
  }

  /**
   * The numbers of an input that must be the same in every run.
   *
   * @throws NoGradient where they are not
   */
  long[] integers(int input) {
    return values
        .integers(input(input))
        .orElseThrow(() -> refuse("input '%s' must be a constant", input(input)));
  }

  /** A scalar constant of the type of the node's first result. */
  String constant(float value) {
    return write.real(value, values.type(output()));
  }

  /** Zeros of the shape and type of another value. */
  String zerosLike(String value) {
    ElementType type = values.type(value);
    String zeros = write.zerosLike(value);
    return type == ElementType.FLOAT32 ? zeros : write.cast(zeros, type);
  }

  /** An axis that counts from the front, for a value of this rank. */
  static int axis(long axis, int rank) {
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  /** An exception that names this node; arguments as of {@link String#format}. */
  NoGradient refuse(String what, Object... arguments) {
    return new NoGradient(what.formatted(arguments), node);
  }
}

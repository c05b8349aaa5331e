package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One direction of a recurrent operator, going back through its steps. Shapes: T steps, N rows, I
 * inputs, H states, G gates.
 *
 * <p>All states of a forward run are known, so what the gates were follows from two matrix products
 * over all steps at once; only what a step hands to the next needs a loop.
 *
 * @param write where the operators go
 * @param order which way the direction goes forward
 * @param gates number of gates G
 * @param x input {@code [T, N, I]}
 * @param w weights of the input {@code [G·H, I]}
 * @param r weights of the state {@code [G·H, H]}
 * @param inputBias bias that goes with w {@code [G·H]}, or a zero
 * @param stateBias bias that goes with r {@code [G·H]}, or a zero
 * @param first state before the first step {@code [N, H]}
 * @param firstCell cell before the first step {@code [N, H]}; of an LSTM only
 * @param states states after each step {@code [T, N, H]}
 * @param gradient gradient by them {@code [T, N, H]}
 * @param lastGradient gradient by the last of them {@code [N, H]}, through the result Y_h
 * @param cellGradient gradient by the last cell {@code [N, H]}; of an LSTM only
 */
record Recurrence(
    NodeWriter write,
    Scan.Order order,
    int gates,
    String x,
    String w,
    String r,
    String inputBias,
    String stateBias,
    String first,
    String firstCell,
    String states,
    String gradient,
    String lastGradient,
    String cellGradient) {

  /**
   * Gradients by the inputs of one direction, each of the shape that {@link Recurrence} states.
   *
   * @param sums gradient by what each step's input adds to the gates {@code [T, N, G·H]}
   * @param cell gradient by the first cell; zero where there is none
   */
  record Gradients(
      String sums,
      String w,
      String r,
      String inputBias,
      String stateBias,
      String first,
      String cell) {}

  /** A sequence one step later: what each step found, given what was before the first. */
  String before(String start, String sequence) {
    String row = write.op("Unsqueeze", start, write.integers(0));
    String axis = write.integers(0);
    String last = write.integers(order == Scan.Order.FORWARD ? -1 : Integer.MAX_VALUE);
    String from = write.integers(order == Scan.Order.FORWARD ? 0 : 1);
    String rest = write.op("Slice", sequence, from, last, axis);
    return write.concat(order == Scan.Order.FORWARD ? List.of(row, rest) : List.of(rest, row));
  }

  /** {@code sequence · weightsᵀ}, for all steps at once. */
  String product(String sequence, String weights) {
    return write.matmul(sequence, write.transpose(weights));
  }

  /** The gates' parts of a value {@code [T, N, G·H]}. */
  List<String> parts(String value, int axis) {
    return write.ops(
        "Split",
        gates,
        List.of(value),
        Attributes.integer("axis", axis),
        Attributes.integer("num_outputs", gates));
  }

  /** Values side by side along the last axis. */
  static String beside(NodeWriter write, List<String> values) {
    return write.op("Concat", values, Attributes.integer("axis", -1));
  }

  /** {@code 1 − value}. */
  static String rest(NodeWriter write, String value) {
    return write.sub(write.real(1), value);
  }

  /** Slope of a sigmoid whose value this is. */
  static String sigmoidSlope(NodeWriter write, String value) {
    return write.mul(value, rest(write, value));
  }

  /** Slope of a hyperbolic tangent whose value this is. */
  static String tanhSlope(NodeWriter write, String value) {
    return rest(write, write.mul(value, value));
  }

  /** Sum over steps and rows of the products of a gradient and what it met: {@code [a, b]}. */
  String weightGradient(String gradient, String met) {
    return write.op("Gemm", List.of(table(gradient), table(met)), Attributes.integer("transA", 1));
  }

  /** Steps and rows as the rows of one matrix. */
  String table(String sequence) {
    String width = write.op("Shape", List.of(sequence), Attributes.integer("start", 2));
    return write.op("Reshape", sequence, write.concat(List.of(write.integers(-1), width)));
  }

  /** A matrix whose rows are steps and rows, as a sequence again. */
  String sequence(String table) {
    String sizes = write.op("Shape", List.of(states), Attributes.integer("end", 2));
    return write.op("Reshape", table, write.concat(List.of(sizes, write.integers(-1))));
  }

  /** The parts of a matrix {@code [G·H, I + H]} that go with the input and with the state. */
  List<String> columns(String weights) {
    String inputs = write.op("Shape", List.of(w), Attributes.integer("start", 1));
    String units = write.op("Shape", List.of(r), Attributes.integer("start", 1));
    return write.ops(
        "Split",
        2,
        List.of(weights, write.concat(List.of(inputs, units))),
        Attributes.integer("axis", 1));
  }

  /** Sum over steps and rows. */
  String total(String gradient) {
    return write.sum(gradient, LongStream.range(0, 2).toArray());
  }
}

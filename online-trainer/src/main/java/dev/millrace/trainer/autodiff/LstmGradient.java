package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Recurrence.beside;
import static dev.millrace.trainer.autodiff.Recurrence.sigmoidSlope;
import static dev.millrace.trainer.autodiff.Recurrence.tanhSlope;

import dev.millrace.models.graph.Attributes;
import dev.millrace.trainer.autodiff.Recurrence.Gradients;
import java.util.List;

/**
 * Backpropagation through the steps of an LSTM: {@code c' = f·c + i·g}, {@code h = o·tanh(c')},
 * with gates in ONNX's order i, o, f, g.
 */
final class LstmGradient {

  private LstmGradient() {}

  static Gradients of(Recurrence at) {
    NodeWriter write = at.write();
    String before = at.before(at.first(), at.states());
    // One product over input and state side by side reads and writes less than one for each.
    String met = beside(write, List.of(at.x(), before));
    List<String> parts = at.parts(sums(at, met), 2);
    String i = write.op("Sigmoid", parts.get(0));
    String o = write.op("Sigmoid", parts.get(1));
    String f = write.op("Sigmoid", parts.get(2));
    String g = write.op("Tanh", parts.get(3));
    String cells = cells(at, f, write.mul(i, g));
    String mouth = write.op("Tanh", cells);
    // What the gradient of cell (i, f, g) or state (o) is multiplied with on its way into a gate.
    String factors =
        beside(
            write,
            List.of(
                write.mul(g, sigmoidSlope(write, i)),
                write.mul(mouth, sigmoidSlope(write, o)),
                write.mul(at.before(at.firstCell(), cells), sigmoidSlope(write, f)),
                write.mul(i, tanhSlope(write, g))));
    List<String> back = back(at, factors, write.mul(o, tanhSlope(write, mouth)), f);
    String gates = back.get(2);
    String bias = at.total(gates);
    List<String> weights = at.columns(at.weightGradient(gates, met));
    return new Gradients(
        gates, weights.get(0), weights.get(1), bias, bias, back.get(0), back.get(1));
  }

  /** What the gates' functions were applied to {@code [T, N, 4·H]}. */
  private static String sums(Recurrence at, String met) {
    NodeWriter write = at.write();
    String weights = beside(write, List.of(at.w(), at.r()));
    String bias = write.add(at.inputBias(), at.stateBias());
    return at.sequence(
        write.op("Gemm", List.of(at.table(met), weights, bias), Attributes.integer("transB", 1)));
  }

  /** The cells after each step, which the operator doesn't give. */
  private static String cells(Recurrence at, String forget, String added) {
    Scan scan = new Scan(at.write(), at.order());
    String cell = scan.state(at.firstCell());
    String kept = scan.step().mul(scan.each(forget), cell);
    String next = scan.step().add(kept, scan.each(added));
    return scan.run(List.of(next), List.of(next)).get(1);
  }

  /** Gives the gradients by first state and first cell, and by the gates' sums of all steps. */
  private static List<String> back(Recurrence at, String factors, String toCell, String forget) {
    Scan scan = new Scan(at.write(), at.order().opposite());
    NodeWriter step = scan.step();
    String later = scan.state(at.lastGradient());
    String laterCell = scan.state(at.cellGradient());
    String state = step.add(scan.each(at.gradient()), later);
    String cell = step.add(laterCell, step.mul(state, scan.each(toCell)));
    String gates = step.mul(beside(step, List.of(cell, state, cell, cell)), scan.each(factors));
    String before = step.matmul(gates, at.r());
    String cellBefore = step.mul(cell, scan.each(forget));
    return scan.run(List.of(before, cellBefore), List.of(gates));
  }
}

package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Recurrence.beside;
import static dev.millrace.trainer.autodiff.Recurrence.rest;
import static dev.millrace.trainer.autodiff.Recurrence.sigmoidSlope;
import static dev.millrace.trainer.autodiff.Recurrence.tanhSlope;

import dev.millrace.trainer.autodiff.Recurrence.Gradients;
import java.util.List;

/**
 * Backpropagation through the steps of a GRU: {@code h' = (1 − z)·n + z·h}, with gates in ONNX's
 * order z, r, n. The reset gate r meets the state after its matrix ({@code linear_before_reset},
 * PyTorch) or before it (Keras and the ONNX default).
 */
final class GruGradient {

  private GruGradient() {}

  /** {@code n = tanh(Wn·x + bn + r·(Rn·h + cn))}. */
  static Gradients resetAfterMatrix(Recurrence at) {
    NodeWriter write = at.write();
    String before = at.before(at.first(), at.states());
    List<String> input = at.parts(write.add(at.product(at.x(), at.w()), at.inputBias()), 2);
    List<String> state = at.parts(write.add(at.product(before, at.r()), at.stateBias()), 2);
    String z = write.op("Sigmoid", write.add(input.get(0), state.get(0)));
    String r = write.op("Sigmoid", write.add(input.get(1), state.get(1)));
    String q = state.get(2);
    String n = write.op("Tanh", write.add(input.get(2), write.mul(r, q)));
    String toZ = write.mul(write.sub(before, n), sigmoidSlope(write, z));
    String toN = write.mul(rest(write, z), tanhSlope(write, n));
    String toR = write.mul(write.mul(toN, q), sigmoidSlope(write, r));
    String toState = beside(write, List.of(toZ, toR, write.mul(toN, r)));

    Scan scan = new Scan(write, at.order().opposite());
    NodeWriter step = scan.step();
    String later = scan.state(at.lastGradient());
    String here = step.add(scan.each(at.gradient()), later);
    String gates = step.mul(beside(step, List.of(here, here, here)), scan.each(toState));
    String earlier = step.add(step.mul(here, scan.each(z)), step.matmul(gates, at.r()));
    List<String> back = scan.run(List.of(earlier), List.of(here));

    String all = beside(write, List.of(back.get(1), back.get(1), back.get(1)));
    String byInput = write.mul(all, beside(write, List.of(toZ, toR, toN)));
    String byState = write.mul(all, toState);
    return new Gradients(
        byInput,
        at.weightGradient(byInput, at.x()),
        at.weightGradient(byState, before),
        at.total(byInput),
        at.total(byState),
        back.get(0),
        back.get(0));
  }

  /** {@code n = tanh(Wn·x + bn + Rn·(r·h) + cn)}. */
  static Gradients resetBeforeMatrix(Recurrence at) {
    NodeWriter write = at.write();
    String before = at.before(at.first(), at.states());
    List<String> weights = at.parts(at.r(), 0);
    String bias = write.add(at.inputBias(), at.stateBias());
    List<String> input = at.parts(write.add(at.product(at.x(), at.w()), bias), 2);
    String z = write.op("Sigmoid", write.add(input.get(0), at.product(before, weights.get(0))));
    String r = write.op("Sigmoid", write.add(input.get(1), at.product(before, weights.get(1))));
    String reset = write.mul(r, before);
    String n = write.op("Tanh", write.add(input.get(2), at.product(reset, weights.get(2))));
    String toZ = write.mul(write.sub(before, n), sigmoidSlope(write, z));
    String toN = write.mul(rest(write, z), tanhSlope(write, n));
    String toR = write.mul(before, sigmoidSlope(write, r));

    Scan scan = new Scan(write, at.order().opposite());
    NodeWriter step = scan.step();
    String later = scan.state(at.lastGradient());
    String here = step.add(scan.each(at.gradient()), later);
    String byN = step.mul(here, scan.each(toN));
    String byReset = step.matmul(byN, weights.get(2));
    String byZ = step.mul(here, scan.each(toZ));
    String byR = step.mul(byReset, scan.each(toR));
    String direct = step.add(step.mul(here, scan.each(z)), step.mul(byReset, scan.each(r)));
    String gated = step.add(step.matmul(byZ, weights.get(0)), step.matmul(byR, weights.get(1)));
    String gates = beside(step, List.of(byZ, byR, byN));
    List<String> back = scan.run(List.of(step.add(direct, gated)), List.of(gates));

    List<String> each = at.parts(back.get(1), 2);
    String total = at.total(back.get(1));
    return new Gradients(
        back.get(1),
        at.weightGradient(back.get(1), at.x()),
        write.concat(
            List.of(
                at.weightGradient(each.get(0), before),
                at.weightGradient(each.get(1), before),
                at.weightGradient(each.get(2), reset))),
        total,
        total,
        back.get(0),
        back.get(0));
  }
}

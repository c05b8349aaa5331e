package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Recurrence.tanhSlope;

import dev.millrace.models.graph.ElementType;
import dev.millrace.trainer.autodiff.Recurrence.Gradients;
import java.util.List;

/**
 * Backpropagation through the steps of a plain recurrent network: {@code h' = f(W·x + R·h + b)}.
 */
final class RnnGradient {

  private RnnGradient() {}

  static Gradients tanh(Recurrence at) {
    return of(at, tanhSlope(at.write(), at.states()));
  }

  static Gradients relu(Recurrence at) {
    NodeWriter write = at.write();
    String positive = write.op("Greater", at.states(), write.real(0));
    return of(at, write.cast(positive, ElementType.FLOAT32));
  }

  private static Gradients of(Recurrence at, String slopes) {
    NodeWriter write = at.write();
    Scan scan = new Scan(write, at.order().opposite());
    NodeWriter step = scan.step();
    String later = scan.state(at.lastGradient());
    String state = step.add(scan.each(at.gradient()), later);
    String sum = step.mul(state, scan.each(slopes));
    List<String> back = scan.run(List.of(step.matmul(sum, at.r())), List.of(sum));
    String sums = back.get(1);
    String bias = at.total(sums);
    return new Gradients(
        sums,
        at.weightGradient(sums, at.x()),
        at.weightGradient(sums, at.before(at.first(), at.states())),
        bias,
        bias,
        back.get(0),
        back.get(0));
  }
}

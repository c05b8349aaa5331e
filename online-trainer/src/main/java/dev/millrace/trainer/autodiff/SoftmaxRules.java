package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import java.util.Map;
import java.util.TreeMap;

/** Softmax and its logarithm, along one axis. */
final class SoftmaxRules {

  private SoftmaxRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Softmax", first(SoftmaxRules::softmax));
    rows.put("LogSoftmax", first(SoftmaxRules::logSoftmax));
    return rows;
  }

  /** dX = Y·(dY − Σ dY·Y). */
  private static String softmax(Backward at, int input) {
    NodeWriter write = at.write();
    String sum = write.sumKeeping(write.mul(at.gradient(), at.output()), axis(at));
    return write.mul(at.output(), write.sub(at.gradient(), sum));
  }

  /** dX = dY − exp(Y)·Σ dY. */
  private static String logSoftmax(Backward at, int input) {
    NodeWriter write = at.write();
    String sum = write.sumKeeping(at.gradient(), axis(at));
    return write.sub(at.gradient(), write.mul(write.op("Exp", at.output()), sum));
  }

  private static long axis(Backward at) {
    return Backward.axis(at.integer("axis", -1), at.rank(at.output()));
  }
}

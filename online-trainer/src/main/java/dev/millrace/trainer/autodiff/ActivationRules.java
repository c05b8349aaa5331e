package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Activations of one input. */
final class ActivationRules {

  private ActivationRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Relu", first(ActivationRules::relu));
    rows.put("Sigmoid", first(ActivationRules::sigmoid));
    rows.put("Tanh", first(ActivationRules::tanh));
    return rows;
  }

  /** dX = dY where Y > 0. */
  private static String relu(Backward at, int input) {
    NodeWriter write = at.write();
    String zero = at.constant(0f);
    String positive = write.op("Greater", List.of(at.output(), zero));
    return write.op("Where", List.of(positive, at.gradient(), zero));
  }

  /** dX = dY·(1 − Y²). */
  private static String tanh(Backward at, int input) {
    NodeWriter write = at.write();
    String square = write.mul(at.output(), at.output());
    return write.mul(at.gradient(), write.sub(at.constant(1f), square));
  }

  /** dX = dY·Y·(1 − Y). */
  private static String sigmoid(Backward at, int input) {
    NodeWriter write = at.write();
    String slope = write.mul(at.output(), write.sub(at.constant(1f), at.output()));
    return write.mul(at.gradient(), slope);
  }
}

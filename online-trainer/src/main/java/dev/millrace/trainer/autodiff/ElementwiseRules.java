package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;

import dev.millrace.models.graph.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Arithmetic of several inputs element by element, with broadcasting. */
final class ElementwiseRules {

  private ElementwiseRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Add", each((at, i) -> at.unbroadcast(at.gradient(), i)));
    rows.put("Sub", each(ElementwiseRules::sub));
    rows.put("Mul", each(ElementwiseRules::mul));
    rows.put("Div", each(ElementwiseRules::div));
    rows.put("Pow", each(ElementwiseRules::pow));
    rows.put("Sum", each((at, i) -> at.unbroadcast(at.gradient(), i)));
    rows.put("Mean", each(ElementwiseRules::mean));
    rows.put("Max", ElementwiseRules::extreme);
    rows.put("Min", ElementwiseRules::extreme);
    rows.put("Clip", each(ElementwiseRules::clip));
    rows.put("Where", each(ElementwiseRules::where));
    return rows;
  }

  private static String sub(Backward at, int input) {
    String gradient = input == 0 ? at.gradient() : at.write().neg(at.gradient());
    return at.unbroadcast(gradient, input);
  }

  private static String mul(Backward at, int input) {
    return at.unbroadcast(at.write().mul(at.gradient(), at.input(1 - input)), input);
  }

  /** Y = A/B: dA = dY/B, dB = −dY·Y/B. */
  private static String div(Backward at, int input) {
    NodeWriter write = at.write();
    String share = write.div(at.gradient(), at.input(1));
    return at.unbroadcast(input == 0 ? share : write.neg(write.mul(share, at.output())), input);
  }

  /** Y = X^P: dX = dY·P·X^(P−1), dP = dY·Y·log X; 0 where P or X is 0, as PyTorch has it. */
  private static String pow(Backward at, int input) {
    NodeWriter write = at.write();
    String zero = at.constant(0f);
    if (input == 1) {
      String base = at.input(0);
      String positive = write.op("Where", write.op("Equal", base, zero), at.constant(1f), base);
      String slope = write.mul(at.output(), write.op("Log", positive));
      return at.unbroadcast(write.mul(at.gradient(), slope), 1);
    }
    Optional<Float> known = at.values().real(at.input(1));
    if (known.isPresent()) {
      return at.unbroadcast(write.mul(at.gradient(), slope(at, known.get())), 0);
    }
    String power = at.input(1);
    if (at.values().type(power) != at.values().type(at.output())) {
      power = write.cast(power, at.values().type(at.output()));
    }
    String less = write.op("Pow", at.input(0), write.sub(power, at.constant(1f)));
    String slope = write.op("Where", write.op("Equal", power, zero), zero, write.mul(power, less));
    return at.unbroadcast(write.mul(at.gradient(), slope), 0);
  }

  /** P·X^(P−1) without Pow where P is a common constant. */
  private static String slope(Backward at, float power) {
    NodeWriter write = at.write();
    if (power == 0f || power == 1f) {
      return at.constant(power);
    }
    String less = power == 2f ? at.input(0) : write.op("Pow", at.input(0), at.constant(power - 1));
    return write.mul(less, at.constant(power));
  }

  private static String mean(Backward at, int input) {
    String share = at.constant(1f / at.node().getInputCount());
    return at.unbroadcast(at.write().mul(at.gradient(), share), input);
  }

  /** The gradient goes to the inputs that equal the result, in equal shares. */
  private static void extreme(Backward at) {
    NodeWriter write = at.write();
    ElementType type = at.values().type(at.output());
    List<String> masks = new ArrayList<>();
    for (String input : at.node().getInputList()) {
      masks.add(write.cast(write.op("Equal", input, at.output()), type));
    }
    String share = write.div(at.gradient(), masks.stream().reduce(write::add).orElseThrow());
    for (int i = 0; i < masks.size(); i++) {
      if (at.wants(i)) {
        at.give(i, at.unbroadcast(write.mul(share, masks.get(i)), i));
      }
    }
  }

  /** dX = dY within the bounds; a bound gets what lies beyond it. */
  private static String clip(Backward at, int input) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String zero = at.constant(0f);
    if (input > 0) {
      String beyond = write.op(input == 1 ? "Less" : "Greater", x, at.input(input));
      return at.unbroadcast(write.op("Where", beyond, at.gradient(), zero), input);
    }
    List<String> within = new ArrayList<>();
    if (at.has(1)) {
      within.add(write.op("GreaterOrEqual", x, at.input(1)));
    }
    if (at.has(2)) {
      within.add(write.op("LessOrEqual", x, at.input(2)));
    }
    return within.stream()
        .reduce((low, high) -> write.op("And", low, high))
        .map(both -> write.op("Where", both, at.gradient(), zero))
        .orElse(at.gradient());
  }

  /** Inputs: condition, where true, where false. */
  private static String where(Backward at, int input) {
    String zero = at.constant(0f);
    String gradient =
        input == 1
            ? at.write().op("Where", at.input(0), at.gradient(), zero)
            : at.write().op("Where", at.input(0), zero, at.gradient());
    return at.unbroadcast(gradient, input);
  }
}

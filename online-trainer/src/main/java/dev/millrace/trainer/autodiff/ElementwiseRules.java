package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;

import java.util.Map;
import java.util.TreeMap;

/** Arithmetic element by element, with broadcasting. */
final class ElementwiseRules {

  private ElementwiseRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Identity", each((at, i) -> at.gradient()));
    rows.put("Add", each((at, i) -> at.unbroadcast(at.gradient(), i)));
    rows.put("Sub", each(ElementwiseRules::sub));
    rows.put("Mul", each(ElementwiseRules::mul));
    return rows;
  }

  private static String sub(Backward at, int input) {
    String gradient = input == 0 ? at.gradient() : at.write().neg(at.gradient());
    return at.unbroadcast(gradient, input);
  }

  private static String mul(Backward at, int input) {
    return at.unbroadcast(at.write().mul(at.gradient(), at.input(1 - input)), input);
  }
}

package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import java.util.Map;
import java.util.TreeMap;

/** Operators that only arrange elements anew. */
final class ShapeRules {

  private ShapeRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Flatten", first(ShapeRules::asBefore));
    rows.put("Reshape", first(ShapeRules::asBefore));
    return rows;
  }

  private static String asBefore(Backward at, int input) {
    return at.write().reshapeLike(at.gradient(), at.input(0));
  }
}

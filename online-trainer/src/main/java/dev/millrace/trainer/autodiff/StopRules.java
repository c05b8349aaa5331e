package dev.millrace.trainer.autodiff;

import java.util.Map;
import java.util.TreeMap;

/**
 * Operators whose result is constant almost everywhere, or says something of shapes and order only.
 * A parameter before one of them has no influence on the loss through it.
 */
final class StopRules {

  private StopRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    for (String operator :
        new String[] {
          "ArgMax",
          "ArgMin",
          "Ceil",
          "Equal",
          "EyeLike",
          "Floor",
          "Greater",
          "GreaterOrEqual",
          "IsInf",
          "IsNaN",
          "Less",
          "LessOrEqual",
          "NonZero",
          "Round",
          "Shape",
          "Sign",
          "Size"
        }) {
      rows.put(operator, Rule.STOPS);
    }
    return rows;
  }

  /** Operators that no parameter can lie before: what they give is made of shapes or of chance. */
  static Map<String, Rule> sources() {
    return Map.of(
        "Constant", Rule.STOPS,
        "ConstantOfShape", Rule.STOPS,
        "RandomNormal", Rule.STOPS,
        "RandomUniform", Rule.STOPS);
  }
}

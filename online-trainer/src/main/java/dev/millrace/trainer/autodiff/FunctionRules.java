package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import java.util.Map;
import java.util.TreeMap;

/** Functions of one number, element by element, that are no activations. */
final class FunctionRules {

  private FunctionRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Identity", first((at, i) -> at.gradient()));
    rows.put("Cast", first(FunctionRules::cast));
    rows.put("Dropout", first(FunctionRules::dropout));
    rows.put("Neg", first((at, i) -> at.write().neg(at.gradient())));
    rows.put("Abs", first((at, i) -> times(at, at.write().op("Sign", at.input(0)))));
    rows.put("Exp", first((at, i) -> times(at, at.output())));
    rows.put("Log", first((at, i) -> at.write().div(at.gradient(), at.input(0))));
    rows.put("Sqrt", first(FunctionRules::sqrt));
    rows.put("Reciprocal", first(FunctionRules::reciprocal));
    rows.put("Erf", first(FunctionRules::erf));
    rows.put("Sin", first((at, i) -> times(at, at.write().op("Cos", at.input(0)))));
    rows.put("Cos", first((at, i) -> at.write().neg(times(at, sin(at)))));
    return rows;
  }

  private static String times(Backward at, String slope) {
    return at.write().mul(at.gradient(), slope);
  }

  private static String sin(Backward at) {
    return at.write().op("Sin", at.input(0));
  }

  /** Between kinds of real numbers; what is cast to integers carries no gradient anyway. */
  private static String cast(Backward at, int input) {
    return at.write().cast(at.gradient(), at.values().type(at.input(0)));
  }

  /** Outside training mode it changes nothing. */
  private static String dropout(Backward at, int input) {
    boolean off =
        !at.has(2) || at.values().integers(at.input(2)).filter(v -> v[0] == 0).isPresent();
    if (!off) {
      throw at.refuse(
          "dropout in training mode draws other masks in every run; export the model for"
              + " inference, and let the task's own dropout mask the features");
    }
    return at.gradient();
  }

  /** dX = dY/(2·Y). */
  private static String sqrt(Backward at, int input) {
    return at.write().div(at.write().mul(at.gradient(), at.constant(0.5f)), at.output());
  }

  /** dX = −dY·Y². */
  private static String reciprocal(Backward at, int input) {
    return at.write().neg(times(at, at.write().mul(at.output(), at.output())));
  }

  /** dX = dY·2/√π·exp(−X²). */
  private static String erf(Backward at, int input) {
    NodeWriter write = at.write();
    String bell = write.op("Exp", write.neg(write.mul(at.input(0), at.input(0))));
    String scale = at.constant((float) (2 / Math.sqrt(Math.PI)));
    return times(at, write.mul(bell, scale));
  }
}

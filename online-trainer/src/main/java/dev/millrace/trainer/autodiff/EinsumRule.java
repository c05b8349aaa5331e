package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Einsum: the gradient by one operand is the Einsum of the result's gradient with the other
 * operands. An index that only that operand has was summed over, so the gradient is repeated along
 * it.
 */
final class EinsumRule {

  private EinsumRule() {}

  static String gradient(Backward at, int input) {
    String equation = Attributes.text(at.node(), "equation", "").replace(" ", "");
    if (equation.contains(".")) {
      throw at.refuse("an ellipsis in '%s' has no gradient rule; write its indices out", equation);
    }
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    String result = sides.length > 1 ? sides[1] : implied(sides[0]);
    String wanted = terms[input];
    if (wanted.chars().distinct().count() != wanted.length()) {
      throw at.refuse("an index that one operand of '%s' has twice has no gradient rule", equation);
    }
    List<String> operands = new ArrayList<>(List.of(at.gradient()));
    List<String> indices = new ArrayList<>(List.of(result));
    for (int i = 0; i < terms.length; i++) {
      if (i != input) {
        operands.add(at.input(i));
        indices.add(terms[i]);
      }
    }
    String known = String.join("", indices);
    StringBuilder kept = new StringBuilder();
    List<Long> lost = new ArrayList<>();
    for (int i = 0; i < wanted.length(); i++) {
      if (known.indexOf(wanted.charAt(i)) >= 0) {
        kept.append(wanted.charAt(i));
      } else {
        lost.add((long) i);
      }
    }
    String sum =
        at.write()
            .op(
                "Einsum",
                operands,
                Attributes.text("equation", String.join(",", indices) + "->" + kept));
    if (lost.isEmpty()) {
      return sum;
    }
    String wide = at.write().unsqueeze(sum, lost.stream().mapToLong(Long::longValue).toArray());
    return at.write().op("Expand", wide, at.write().shapeOf(at.input(input)));
  }

  /** Without a right side: the indices that come once, in the order of the alphabet. */
  private static String implied(String left) {
    StringBuilder once = new StringBuilder();
    left.chars()
        .filter(c -> c != ',' && left.indexOf(c) == left.lastIndexOf(c))
        .sorted()
        .forEach(c -> once.append((char) c));
    return once.toString();
  }
}

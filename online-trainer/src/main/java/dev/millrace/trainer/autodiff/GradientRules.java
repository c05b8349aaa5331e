package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One row an operator: from the gradient of its result to the gradient of one of its inputs. The
 * recipes are the textbook ones; {@code y} is the node's result, {@code dy} its gradient.
 */
public final class GradientRules {

  /** Gives the gradient by one input. */
  @FunctionalInterface
  interface Rule {
    /**
     * Appends the operators.
     *
     * @return name of the gradient, of the input's shape
     */
    String apply(Backward at, int input);
  }

  private static final Map<String, Rule> ROWS = new TreeMap<>();

  static {
    ROWS.put("Identity", (at, i) -> at.gradient());
    ROWS.put("Add", (at, i) -> at.unbroadcast(at.gradient(), i));
    ROWS.put("Sub", GradientRules::sub);
    ROWS.put("Mul", (at, i) -> at.unbroadcast(times(at, at.gradient(), at.input(1 - i)), i));
    ROWS.put("MatMul", GradientRules::matmul);
    ROWS.put("Gemm", GradientRules::gemm);
    ROWS.put("Relu", GradientRules::relu);
    ROWS.put("Tanh", GradientRules::tanh);
    ROWS.put("Sigmoid", GradientRules::sigmoid);
    ROWS.put("Softmax", GradientRules::softmax);
    ROWS.put("Flatten", (at, i) -> at.write().reshapeLike(at.gradient(), at.input(0)));
    ROWS.put("Reshape", (at, i) -> at.write().reshapeLike(at.gradient(), at.input(0)));
  }

  private GradientRules() {}

  /** Names of the operators that have a rule. */
  public static Set<String> operators() {
    return Set.copyOf(ROWS.keySet());
  }

  static Rule of(Backward at) {
    Rule rule = ROWS.get(at.node().getOpType());
    if (rule == null || !at.node().getDomain().isEmpty()) {
      throw new NoGradient("there is no gradient rule", at.node());
    }
    return rule;
  }

  private static String times(Backward at, String left, String right) {
    return at.write().mul(left, right);
  }

  private static String sub(Backward at, int input) {
    String gradient = input == 0 ? at.gradient() : at.write().neg(at.gradient());
    return at.unbroadcast(gradient, input);
  }

  /** Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY; leading axes of A count as rows. */
  private static String matmul(Backward at, int input) {
    NodeWriter write = at.write();
    long[] right = at.shape(at.input(1));
    if (right.length != 2 || at.rank(at.input(0)) < 2) {
      throw new NoGradient("the right side must be a matrix and the left one too", at.node());
    }
    if (input == 0) {
      return write.matmul(at.gradient(), write.transpose(at.input(1)));
    }
    String rows = at.input(0);
    String gradient = at.gradient();
    if (at.rank(rows) > 2) {
      rows = write.reshape(rows, -1, right[0]);
      gradient = write.reshape(gradient, -1, right[1]);
    }
    return write.matmul(write.transpose(rows), gradient);
  }

  /** Y = alpha·A'·B' + beta·C, where the prime may transpose. */
  private static String gemm(Backward at, int input) {
    float alpha = Attributes.find(at.node(), "alpha").map(a -> a.getF()).orElse(1f);
    float beta = Attributes.find(at.node(), "beta").map(a -> a.getF()).orElse(1f);
    long flipA = Attributes.integer(at.node(), "transA", 0);
    long flipB = Attributes.integer(at.node(), "transB", 0);
    String dy = at.gradient();
    if (input == 2) {
      return scaled(at, at.unbroadcast(dy, 2), beta);
    }
    if (input == 0) {
      return flipA == 0
          ? product(at, dy, 0, at.input(1), 1 - flipB, alpha)
          : product(at, at.input(1), flipB, dy, 1, alpha);
    }
    return flipB == 0
        ? product(at, at.input(0), 1 - flipA, dy, 0, alpha)
        : product(at, dy, 1, at.input(0), flipA, alpha);
  }

  private static String product(
      Backward at, String left, long flipLeft, String right, long flipRight, float alpha) {
    return at.write()
        .op(
            "Gemm",
            List.of(left, right),
            Attributes.integer("transA", flipLeft),
            Attributes.integer("transB", flipRight),
            Attributes.real("alpha", alpha));
  }

  private static String scaled(Backward at, String value, float factor) {
    return factor == 1f ? value : times(at, value, at.write().real(factor));
  }

  /** dX = dY where Y > 0. */
  private static String relu(Backward at, int input) {
    NodeWriter write = at.write();
    String zero = write.real(0f);
    String positive = write.op("Greater", List.of(at.output(), zero));
    return write.op("Where", List.of(positive, at.gradient(), zero));
  }

  /** dX = dY·(1 − Y²). */
  private static String tanh(Backward at, int input) {
    NodeWriter write = at.write();
    String square = write.mul(at.output(), at.output());
    return write.mul(at.gradient(), write.sub(write.real(1f), square));
  }

  /** dX = dY·Y·(1 − Y). */
  private static String sigmoid(Backward at, int input) {
    NodeWriter write = at.write();
    String slope = write.mul(at.output(), write.sub(write.real(1f), at.output()));
    return write.mul(at.gradient(), slope);
  }

  /** dX = Y·(dY − Σ dY·Y). */
  private static String softmax(Backward at, int input) {
    NodeWriter write = at.write();
    // Before operator set 13 the default axis is 1 and later axes are joined to it.
    long axis = Attributes.integer(at.node(), "axis", -1);
    int rank = at.rank(at.output());
    if (rank != 2 || (axis != -1 && axis != 1)) {
      throw new NoGradient("only the last axis of a matrix can be differentiated", at.node());
    }
    String sum = write.sumKeeping(write.mul(at.gradient(), at.output()), 1);
    return write.mul(at.output(), write.sub(at.gradient(), sum));
  }
}

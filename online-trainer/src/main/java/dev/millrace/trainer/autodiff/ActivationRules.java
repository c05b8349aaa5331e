package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;
import static dev.millrace.trainer.autodiff.Rule.first;

import dev.millrace.models.graph.Attributes;
import java.util.Map;
import java.util.TreeMap;

/** Activations of neural networks, element by element. */
final class ActivationRules {

  /** The defaults of ONNX, from the paper on self-normalizing networks. */
  private static final float SELU_ALPHA = 1.67326319217681884765625f;

  private static final float SELU_GAMMA = 1.05070102214813232421875f;

  private ActivationRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Relu", first(ActivationRules::relu));
    rows.put("LeakyRelu", first(ActivationRules::leakyRelu));
    rows.put("PRelu", each(ActivationRules::slopedRelu));
    rows.put("ThresholdedRelu", first(ActivationRules::thresholdedRelu));
    rows.put("Elu", first(ActivationRules::elu));
    rows.put("Celu", first(ActivationRules::celu));
    rows.put("Selu", first(ActivationRules::selu));
    rows.put("Sigmoid", first(ActivationRules::sigmoid));
    rows.put("HardSigmoid", first(ActivationRules::hardSigmoid));
    rows.put("HardSwish", first(ActivationRules::hardSwish));
    rows.put("Tanh", first(ActivationRules::tanh));
    rows.put("Softplus", first(ActivationRules::softplus));
    rows.put("Softsign", first(ActivationRules::softsign));
    rows.put("Mish", first(ActivationRules::mish));
    rows.put("Gelu", first(ActivationRules::gelu));
    return rows;
  }

  private static String times(Backward at, String slope) {
    return at.write().mul(at.gradient(), slope);
  }

  /** {@code above} where the input is positive, else {@code below}. */
  private static String bySign(Backward at, String above, String below) {
    String positive = at.write().op("Greater", at.input(0), at.constant(0f));
    return at.write().op("Where", positive, above, below);
  }

  /** dX = dY where Y > 0. */
  private static String relu(Backward at, int input) {
    NodeWriter write = at.write();
    String zero = at.constant(0f);
    String positive = write.op("Greater", at.output(), zero);
    return write.op("Where", positive, at.gradient(), zero);
  }

  private static String leakyRelu(Backward at, int input) {
    String slope = at.constant(at.real("alpha", 0.01f));
    return bySign(at, at.gradient(), times(at, slope));
  }

  /** Inputs: X, slope below zero; the slope is repeated to the shape of X. */
  private static String slopedRelu(Backward at, int input) {
    return input == 0
        ? bySign(at, at.gradient(), times(at, at.input(1)))
        : at.unbroadcast(bySign(at, at.constant(0f), times(at, at.input(0))), 1);
  }

  private static String thresholdedRelu(Backward at, int input) {
    NodeWriter write = at.write();
    String above = write.op("Greater", at.input(0), at.constant(at.real("alpha", 1f)));
    return write.op("Where", above, at.gradient(), at.constant(0f));
  }

  /** Below zero Y = alpha·(exp(X) − 1), so dX = dY·(Y + alpha). */
  private static String elu(Backward at, int input) {
    String slope = at.write().add(at.output(), at.constant(at.real("alpha", 1f)));
    return bySign(at, at.gradient(), times(at, slope));
  }

  /** Below zero Y = alpha·(exp(X/alpha) − 1), so dX = dY·(Y/alpha + 1). */
  private static String celu(Backward at, int input) {
    NodeWriter write = at.write();
    String part = write.div(at.output(), at.constant(at.real("alpha", 1f)));
    return bySign(at, at.gradient(), times(at, write.add(part, at.constant(1f))));
  }

  /** gamma times Elu: dX = dY·gamma above zero, dY·(Y + gamma·alpha) below. */
  private static String selu(Backward at, int input) {
    float gamma = at.real("gamma", SELU_GAMMA);
    String offset = at.constant(gamma * at.real("alpha", SELU_ALPHA));
    String below = times(at, at.write().add(at.output(), offset));
    return bySign(at, times(at, at.constant(gamma)), below);
  }

  /** dX = dY·Y·(1 − Y). */
  private static String sigmoid(Backward at, int input) {
    NodeWriter write = at.write();
    return times(at, write.mul(at.output(), write.sub(at.constant(1f), at.output())));
  }

  /** Y = max(0, min(1, alpha·X + beta)): dX = dY·alpha where 0 < Y < 1. */
  private static String hardSigmoid(Backward at, int input) {
    NodeWriter write = at.write();
    String above = write.op("Greater", at.output(), at.constant(0f));
    String below = write.op("Less", at.output(), at.constant(1f));
    String scaled = times(at, at.constant(at.real("alpha", 0.2f)));
    return write.op("Where", write.op("And", above, below), scaled, at.constant(0f));
  }

  /** Y = X·max(0, min(1, X/6 + 1/2)): dX = dY·(X/3 + 1/2) between −3 and 3, dY above. */
  private static String hardSwish(Backward at, int input) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String slope = write.add(write.div(x, at.constant(3f)), at.constant(0.5f));
    String upper = write.op("Where", write.op("Less", x, at.constant(3f)), slope, at.constant(1f));
    String inside = write.op("Greater", x, at.constant(-3f));
    return times(at, write.op("Where", inside, upper, at.constant(0f)));
  }

  /** dX = dY·(1 − Y²). */
  private static String tanh(Backward at, int input) {
    NodeWriter write = at.write();
    String square = write.mul(at.output(), at.output());
    return times(at, write.sub(at.constant(1f), square));
  }

  private static String softplus(Backward at, int input) {
    return times(at, at.write().op("Sigmoid", at.input(0)));
  }

  /** Y = X/(1 + |X|): dX = dY/(1 + |X|)². */
  private static String softsign(Backward at, int input) {
    NodeWriter write = at.write();
    String size = write.add(write.op("Abs", at.input(0)), at.constant(1f));
    return write.div(at.gradient(), write.mul(size, size));
  }

  /** Y = X·T with T = tanh(softplus(X)): dX = dY·(T + X·(1 − T²)·sigmoid(X)). */
  private static String mish(Backward at, int input) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String t = write.op("Tanh", write.op("Softplus", x));
    String rest = write.sub(at.constant(1f), write.mul(t, t));
    String bent = write.mul(write.mul(x, rest), write.op("Sigmoid", x));
    return times(at, write.add(t, bent));
  }

  private static String gelu(Backward at, int input) {
    return Attributes.text(at.node(), "approximate", "none").equals("tanh")
        ? times(at, tanhGelu(at))
        : times(at, exactGelu(at));
  }

  /** Φ(X) + X·φ(X), the normal distribution and its density. */
  private static String exactGelu(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String part = write.op("Erf", write.mul(x, at.constant((float) Math.sqrt(0.5))));
    String half = at.constant(0.5f);
    String distribution = write.add(write.mul(part, half), half);
    String bell = write.op("Exp", write.mul(write.mul(x, x), at.constant(-0.5f)));
    String density = write.mul(bell, at.constant((float) (1 / Math.sqrt(2 * Math.PI))));
    return write.add(distribution, write.mul(x, density));
  }

  /** With Y = X/2·(1 + T), T = tanh(c·(X + 0.044715·X³)): (1 + T)/2 + X/2·(1 − T²)·T's slope. */
  private static String tanhGelu(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String one = at.constant(1f);
    String half = at.constant(0.5f);
    String c = at.constant((float) Math.sqrt(2 / Math.PI));
    String square = write.mul(x, x);
    String cubic = write.add(write.mul(square, at.constant(0.044715f)), one);
    String t = write.op("Tanh", write.mul(write.mul(x, cubic), c));
    String inner = write.add(write.mul(square, at.constant(3 * 0.044715f)), one);
    String rest = write.mul(write.sub(one, write.mul(t, t)), write.mul(inner, c));
    return write.mul(write.add(write.add(t, one), write.mul(x, rest)), half);
  }
}

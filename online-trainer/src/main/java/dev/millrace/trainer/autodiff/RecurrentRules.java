package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.trainer.autodiff.Recurrence.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Recurrent layers, in one or both directions. The forward run stays ONNX Runtime's own operator;
 * its states are all that the way back needs, see {@link Recurrence}.
 */
final class RecurrentRules {

  private static final String STATES = "states";
  private static final String LAST = "last";

  private static final int X = 0;
  private static final int W = 1;
  private static final int R = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int FIRST = 5;
  private static final int FIRST_CELL = 6;
  private static final int PEEPHOLES = 7;

  private RecurrentRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("GRU", RecurrentRules::gru);
    rows.put("LSTM", RecurrentRules::lstm);
    rows.put("RNN", RecurrentRules::rnn);
    return rows;
  }

  static Map<String, Rewrite> forms() {
    return Map.of(
        "GRU", at -> keepStates(at, 2),
        "LSTM", at -> keepStates(at, 3),
        "RNN", at -> keepStates(at, 2));
  }

  private static void keepStates(Forward at, int results) {
    List<String> names = at.withResults(results);
    at.save(STATES, names.get(0));
    at.save(LAST, names.get(1));
  }

  private static void lstm(Backward at) {
    requireActivations(at, "sigmoid", "tanh", "tanh");
    if (at.has(PEEPHOLES) || at.integer("input_forget", 0) != 0) {
      throw at.refuse("peepholes and input_forget have no gradient rule");
    }
    back(at, 4, LstmGradient::of);
  }

  private static void gru(Backward at) {
    requireActivations(at, "sigmoid", "tanh");
    boolean after = at.integer("linear_before_reset", 0) != 0;
    back(at, 3, after ? GruGradient::resetAfterMatrix : GruGradient::resetBeforeMatrix);
  }

  private static void rnn(Backward at) {
    List<String> stated = activations(at);
    if (!stated.isEmpty() && stated.stream().allMatch("relu"::equals)) {
      back(at, 1, RnnGradient::relu);
    } else {
      requireActivations(at, "tanh");
      back(at, 1, RnnGradient::tanh);
    }
  }

  private static List<String> activations(Backward at) {
    return Attributes.find(at.node(), "activations").map(AttributeProto::getStringsList).stream()
        .flatMap(List::stream)
        .map(name -> name.toStringUtf8().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static void requireActivations(Backward at, String... usual) {
    List<String> stated = activations(at);
    for (int i = 0; i < stated.size(); i++) {
      if (!stated.get(i).equals(usual[i % usual.length])) {
        throw at.refuse("activations %s have no gradient rule", stated);
      }
    }
  }

  private static void requirePlain(Backward at) {
    if (at.has(LENGTHS)) {
      throw at.refuse("sequence_lens has no gradient rule; export without masks or lengths");
    }
    if (Attributes.find(at.node(), "clip").isPresent() || at.integer("layout", 0) != 0) {
      throw at.refuse("clip and layout 1 have no gradient rule");
    }
    if (at.values().type(at.input(X)) != ElementType.FLOAT32) {
      throw at.refuse("only float32 has a gradient rule");
    }
  }

  private static void back(Backward at, int gates, Function<Recurrence, Gradients> rule) {
    requirePlain(at);
    String direction = Attributes.text(at.node(), "direction", "forward");
    List<Scan.Order> orders =
        switch (direction) {
          case "forward" -> List.of(Scan.Order.FORWARD);
          case "reverse" -> List.of(Scan.Order.REVERSE);
          default -> List.of(Scan.Order.FORWARD, Scan.Order.REVERSE);
        };
    List<Gradients> gradients = new ArrayList<>();
    List<String> byInput = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      Recurrence one = new RecurrentParts(at, orders.size(), i).of(orders.get(i), gates);
      gradients.add(rule.apply(one));
      if (at.wants(X)) {
        byInput.add(at.write().matmul(gradients.get(i).sums(), one.w()));
      }
    }
    byInput.stream().reduce(at.write()::add).ifPresent(sum -> at.give(X, sum));
    give(at, gradients);
  }

  private static void give(Backward at, List<Gradients> all) {
    NodeWriter write = at.write();
    stack(at, W, all.stream().map(Gradients::w));
    stack(at, R, all.stream().map(Gradients::r));
    stack(at, BIAS, all.stream().map(g -> write.concat(List.of(g.inputBias(), g.stateBias()))));
    stack(at, FIRST, all.stream().map(Gradients::first));
    stack(at, FIRST_CELL, all.stream().map(Gradients::cell));
  }

  /** The directions' gradients along a first axis. */
  private static void stack(Backward at, int input, Stream<String> directions) {
    if (at.wants(input)) {
      NodeWriter write = at.write();
      List<String> rows = directions.map(g -> write.op("Unsqueeze", g, write.integers(0))).toList();
      at.give(input, rows.size() == 1 ? rows.get(0) : write.concat(rows));
    }
  }

  /** Takes the inputs, results and gradients of a node apart by direction. */
  private record RecurrentParts(Backward at, int directions, int index) {

    Recurrence of(Scan.Order order, int gates) {
      NodeWriter write = at.write();
      String states = part(at.saved(STATES), 1);
      String last = part(at.saved(LAST), 0);
      String bias = at.has(BIAS) ? part(at.input(BIAS), 0) : "";
      long width = bias.isEmpty() ? 0 : at.shape(at.input(BIAS))[1] / 2;
      return new Recurrence(
          write,
          order,
          gates,
          at.input(X),
          part(at.input(W), 0),
          part(at.input(R), 0),
          bias.isEmpty() ? write.real(0) : write.slice(bias, 0, width),
          bias.isEmpty() ? write.real(0) : write.slice(bias, width, 2 * width),
          at.has(FIRST) ? part(at.input(FIRST), 0) : write.zerosLike(last),
          at.has(FIRST_CELL) ? part(at.input(FIRST_CELL), 0) : write.zerosLike(last),
          states,
          orZero(at.gradient(0), 1, states),
          orZero(at.gradient(1), 0, last),
          orZero(at.gradient(2), 0, last));
    }

    private String orZero(Optional<String> gradient, int axis, String like) {
      return gradient.map(g -> part(g, axis)).orElseGet(() -> at.write().zerosLike(like));
    }

    /** One direction of a value; the axis of directions goes. */
    private String part(String value, int axis) {
      NodeWriter write = at.write();
      String axes = write.integers(axis);
      String own =
          directions == 1
              ? value
              : write.op("Slice", value, write.integers(index), write.integers(index + 1L), axes);
      return write.op("Squeeze", own, axes);
    }
  }
}

package dev.millrace.trainer.autodiff;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Operators that bring values to mean 0 and variance 1, then scale and shift them. With {@code x̂}
 * the standardized values: {@code y = x̂·scale + b}, so {@code db = Σ dy}, {@code dscale = Σ
 * dy·x̂}, and {@link Standardized} leads from {@code dy·scale} to the input.
 */
final class NormalizationRules {

  /** What the forward form of a node in training mode keeps: of the batch, one number a channel. */
  static final String MEAN = "mean";

  /** See {@link #MEAN}; the population's. */
  static final String VARIANCE = "variance";

  private static final String INVERSE = "inverse";

  private NormalizationRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("BatchNormalization", NormalizationRules::batch);
    rows.put("GroupNormalization", NormalizationRules::group);
    rows.put("InstanceNormalization", NormalizationRules::instance);
    rows.put("LayerNormalization", NormalizationRules::layer);
    return rows;
  }

  static Map<String, Rewrite> forms() {
    return Map.of(
        "BatchNormalization", NormalizationRules::ofBatch,
        "LayerNormalization", NormalizationRules::keepMoments);
  }

  /** Adds the results Mean and InvStdDev, which ONNX Runtime computes anyway. */
  private static void keepMoments(Forward at) {
    List<String> results = at.withResults(3);
    at.save(MEAN, results.get(1));
    at.save(INVERSE, results.get(2));
  }

  private static void layer(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    long[] shape = at.shape(x);
    int first = AtNode.axis(at.integer("axis", -1), shape.length);
    long[] axes = LongStream.range(first, shape.length).toArray();
    Standardized standard = Standardized.of(write, x, at.saved(MEAN), at.saved(INVERSE), axes);
    String dy = at.gradient();
    if (at.wants(0)) {
      at.give(0, standard.gradient(write.mul(dy, at.input(1))));
    }
    if (at.wants(1)) {
      at.give(1, at.unbroadcast(write.mul(dy, standard.values()), 1));
    }
    if (at.wants(2)) {
      at.give(2, at.unbroadcast(dy, 2));
    }
  }

  private static void instance(Backward at) {
    int rank = at.rank(at.input(0));
    long[] axes = LongStream.range(2, rank).toArray();
    float epsilon = at.real("epsilon", 1e-5f);
    Standardized standard = Standardized.of(at.write(), at.input(0), epsilon, axes);
    perChannel(at, standard.values(), standard::gradient);
  }

  /** The groups of a row are standardized each by itself, as {@code [n, groups, rest]}. */
  private static void group(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    long groups = at.integer("num_groups", 1);
    String rows = write.reshape(x, 0, groups, -1);
    Standardized standard = Standardized.of(write, rows, at.real("epsilon", 1e-5f), new long[] {2});
    boolean oneEach = at.shape(at.input(1))[0] == at.shape(x)[1];
    if (oneEach) {
      perChannel(
          at,
          write.reshapeLike(standard.values(), x),
          g -> write.reshapeLike(standard.gradient(write.reshapeLike(g, rows)), x));
      return;
    }
    // Before operator set 21 there is one scale a group.
    String dy = write.reshapeLike(at.gradient(), rows);
    if (at.wants(0)) {
      String scaled = write.mul(dy, write.reshape(at.input(1), 1, groups, 1));
      at.give(0, write.reshapeLike(standard.gradient(scaled), x));
    }
    if (at.wants(1)) {
      at.give(1, write.sum(write.mul(dy, standard.values()), 0, 2));
    }
    if (at.wants(2)) {
      at.give(2, write.sum(dy, 0, 2));
    }
  }

  /** From a gradient by the standardized values to that by the input. */
  private interface ToInput {
    String of(String gradient);
  }

  /** Gradients where scale and shift have one number a channel. */
  private static void perChannel(Backward at, String standardized, ToInput toInput) {
    NodeWriter write = at.write();
    String dy = at.gradient();
    long[] others = allButChannels(at);
    if (at.wants(0)) {
      at.give(0, toInput.of(write.mul(dy, column(at, at.input(1)))));
    }
    if (at.wants(1)) {
      at.give(1, write.sum(write.mul(dy, standardized), others));
    }
    if (at.wants(2)) {
      at.give(2, write.sum(dy, others));
    }
  }

  private static void batch(Backward at) {
    NodeWriter write = at.write();
    if (training(at)) {
      Standardized standard =
          Standardized.of(
              write, at.input(0), at.saved(MEAN), at.saved(INVERSE), allButChannels(at));
      perChannel(at, standard.values(), standard::gradient);
      return;
    }
    String centred = write.sub(at.input(0), column(at, at.input(3)));
    String inverse = Moments.inverse(write, at.input(4), at.real("epsilon", 1e-5f));
    String row = column(at, inverse);
    perChannel(at, write.mul(centred, row), g -> write.mul(g, row));
    statistics(at, centred, inverse);
  }

  /** Frozen statistics are numbers like others: y = (x − mean)·scale/√(var + ε) + b. */
  private static void statistics(Backward at, String centred, String inverse) {
    NodeWriter write = at.write();
    String slope = write.mul(at.input(1), inverse);
    long[] others = allButChannels(at);
    if (at.wants(3)) {
      at.give(3, write.neg(write.mul(slope, write.sum(at.gradient(), others))));
    }
    if (at.wants(4)) {
      String sum = write.sum(write.mul(at.gradient(), centred), others);
      String cube = write.mul(write.mul(slope, write.mul(inverse, inverse)), sum);
      at.give(4, write.mul(cube, at.constant(-0.5f)));
    }
  }

  /**
   * Training mode, of which ONNX Runtime's own operator knows nothing: standardizes by the batch
   * and gives the running statistics, {@code running·momentum + batch·(1 − momentum)}.
   */
  private static void ofBatch(Forward at) {
    if (!training(at)) {
      at.write().node(at.node());
      return;
    }
    NodeWriter write = at.write();
    String x = at.input(0);
    Moments moments = Moments.of(write, x, allButChannels(at));
    String inverse = moments.inverse(write, at.real("epsilon", 1e-5f));
    at.save(MEAN, moments.mean());
    at.save(VARIANCE, moments.variance());
    at.save(INVERSE, inverse);
    String slope = write.mul(inverse, column(at, at.input(1)));
    String scaled = write.mul(write.sub(x, moments.mean()), slope);
    write.named("Add", List.of(scaled, column(at, at.input(2))), List.of(at.output()));
    running(at, 1, at.input(3), moments.mean());
    running(at, 2, at.input(4), moments.variance());
  }

  private static void running(Forward at, int output, String before, String now) {
    if (output >= at.node().getOutputCount() || at.output(output).isEmpty()) {
      return;
    }
    NodeWriter write = at.write();
    float momentum = at.real("momentum", 0.9f);
    String kept = write.mul(before, at.constant(momentum));
    String added = write.mul(write.reshape(now, -1), at.constant(1 - momentum));
    write.named("Add", List.of(kept, added), List.of(at.output(output)));
  }

  private static boolean training(AtNode at) {
    return at.integer("training_mode", 0) == 1;
  }

  /** One number a channel, so that it meets {@code [n, channels, ...]}. */
  private static String column(AtNode at, String perChannel) {
    int rank = at.rank(at.input(0));
    long[] dims = LongStream.range(0, rank).map(i -> i == 1 ? -1 : 1).toArray();
    return at.write().reshape(perChannel, dims);
  }

  private static long[] allButChannels(AtNode at) {
    return LongStream.range(0, at.rank(at.input(0))).filter(i -> i != 1).toArray();
  }
}

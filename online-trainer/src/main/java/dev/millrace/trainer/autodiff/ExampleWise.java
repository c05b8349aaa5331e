package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.TensorSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether each example's score is made of that example alone: then a batch may be run in shards.
 *
 * <p>The number of examples is the only open dimension of a head. A value that is made of examples
 * must keep it exactly once: what sums, multiplies or picks over the examples loses it, and what
 * pairs them has it twice. The table below tells of operators that keep the dimension and could
 * still act along it. An operator that is in no row counts as one that mixes.
 */
final class ExampleWise {

  /**
   * Whether a node leaves the examples apart; {@code axis} is their dimension in its first input
   * that has one.
   */
  @FunctionalInterface
  private interface Row {
    boolean apart(ExampleWise at, NodeProto node, int axis);
  }

  /** Acts on elements, or shows in the shape of its result what it does with the examples. */
  private static final Row SHOWN = (at, node, axis) -> true;

  /** Takes the first dimension as the examples'. */
  private static final Row FIRST = (at, node, axis) -> axis == 0;

  private static final Map<String, Row> ROWS = rows();

  private final HeadValues values;
  private final Set<String> ofExamples = new HashSet<>();
  private final Set<String> ofTheirNumber = new HashSet<>();

  private ExampleWise(HeadValues values) {
    this.values = values;
  }

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new HashMap<>();
    GradientRules.operators().forEach(operator -> rows.put(operator, SHOWN));
    List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not", "Xor")
        .forEach(operator -> rows.put(operator, SHOWN));
    List.of("Ceil", "Floor", "Round", "Sign", "IsNaN", "IsInf", "Shape", "Size", "ConstantOfShape")
        .forEach(operator -> rows.put(operator, SHOWN));
    List.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "Resize")
        .forEach(operator -> rows.put(operator, FIRST));
    List.of("GlobalAveragePool", "InstanceNormalization", "GroupNormalization")
        .forEach(operator -> rows.put(operator, FIRST));
    List.of("SpaceToDepth", "DepthToSpace").forEach(operator -> rows.put(operator, FIRST));
    rows.put(
        "BatchNormalization",
        (at, node, axis) -> axis == 0 && Attributes.integer(node, "training_mode", 0) == 0);
    List.of("Softmax", "LogSoftmax", "TopK").forEach(operator -> rows.put(operator, other(-1)));
    List.of("Concat", "Split", "GatherElements")
        .forEach(operator -> rows.put(operator, other(/* otherwise= */ 0)));
    rows.put("Gather", ExampleWise::gather);
    rows.put("LayerNormalization", ExampleWise::layer);
    List.of("LSTM", "GRU", "RNN")
        .forEach(operator -> rows.put(operator, (at, node, axis) -> axis == 1));
    List.of("Reshape", "Flatten").forEach(operator -> rows.put(operator, ExampleWise::reshape));
    rows.put("Slice", (at, node, axis) -> at.listed(node, 3, axis));
    rows.put("CumSum", (at, node, axis) -> at.listed(node, 1, axis));
    rows.put("Tile", (at, node, axis) -> at.number(node, 1, axis) == 1);
    rows.put("Pad", ExampleWise::pad);
    // Triangles, indices of indices and letters could act along any dimension.
    List.of("Trilu", "GatherND", "ScatterElements", "ScatterND", "Einsum").forEach(rows::remove);
    return Map.copyOf(rows);
  }

  /**
   * Whether it holds for a head at the operator set of the rules.
   *
   * @param values what is known of its values
   */
  static boolean holds(HeadGraph head, HeadValues values) {
    ExampleWise all = new ExampleWise(values);
    Set<String> parameters = new HashSet<>();
    head.parameters().forEach(spec -> parameters.add(spec.name()));
    head.graph().inputs().stream()
        .map(TensorSpec::name)
        .filter(name -> !parameters.contains(name))
        .forEach(all.ofExamples::add);
    return all.ofExamples.stream().allMatch(name -> all.axis(name) == 0)
        && head.graph().nodes().stream().allMatch(all::apart)
        && all.axis(head.score()) == 0;
  }

  private boolean apart(NodeProto node) {
    Set<String> uses = NodeNames.uses(node);
    List<String> made = NodeNames.outputs(node);
    if (uses.stream().noneMatch(ofExamples::contains)) {
      return fromNumber(node, uses, made);
    }
    if (node.getOpType().equals("Shape") || node.getOpType().equals("Size")) {
      ofTheirNumber.addAll(made);
      return node.getDomain().isEmpty();
    }
    ofExamples.addAll(made);
    Row row = node.getDomain().isEmpty() ? ROWS.get(node.getOpType()) : null;
    return row != null
        && row.apart(this, node, axis(firstOfExamples(node)))
        && made.stream().allMatch(name -> axis(name) >= 0);
  }

  private String firstOfExamples(NodeProto node) {
    return node.getInputList().stream().filter(ofExamples::contains).findFirst().orElse("");
  }

  /** The number of examples may shape values but not be one: a shard has another. */
  private boolean fromNumber(NodeProto node, Set<String> uses, List<String> made) {
    if (uses.stream().noneMatch(ofTheirNumber::contains)) {
      return true;
    }
    boolean known = made.stream().allMatch(values.constants()::containsKey);
    if (!known) {
      ofTheirNumber.addAll(made);
    }
    boolean becomesReal =
        node.getOpType().equals("Cast") && made.stream().anyMatch(values::differentiable);
    return known || (!becomesReal && made.stream().allMatch(name -> open(name).length <= 1));
  }

  /** Which dimensions of a value are open. */
  private int[] open(String value) {
    long[] dims = values.shape(value).orElse(new long[] {-1, -1});
    return IntStream.range(0, dims.length).filter(i -> dims[i] < 0).toArray();
  }

  /** The dimension of the examples; −1 where there is none, or more than one is open. */
  private int axis(String value) {
    int[] open = open(value);
    return open.length == 1 ? open[0] : -1;
  }

  private int rank(String value) {
    return values.shape(value).orElseThrow().length;
  }

  /** Acts along one dimension, which an attribute names. */
  private static Row other(int otherwise) {
    return (at, node, axis) -> {
      int rank = at.rank(node.getInput(0));
      return Math.floorMod(Attributes.integer(node, "axis", otherwise), rank) != axis;
    };
  }

  private static boolean gather(ExampleWise at, NodeProto node, int axis) {
    return !at.ofExamples.contains(node.getInput(0)) || other(0).apart(at, node, axis);
  }

  private static boolean layer(ExampleWise at, NodeProto node, int axis) {
    int rank = at.rank(node.getInput(0));
    return Math.floorMod(Attributes.integer(node, "axis", -1), rank) > axis;
  }

  /** As many elements before the examples' dimension as there were, and as many behind it. */
  private static boolean reshape(ExampleWise at, NodeProto node, int axis) {
    long[] before = at.values.shape(node.getInput(0)).orElseThrow();
    long[] after = at.values.shape(node.getOutput(0)).orElse(new long[0]);
    int now = at.axis(node.getOutput(0));
    return axis >= 0
        && now >= 0
        && product(before, 0, axis) == product(after, 0, now)
        && product(before, axis + 1, before.length) == product(after, now + 1, after.length);
  }

  private static long product(long[] dims, int from, int to) {
    return Arrays.stream(dims, from, to).reduce(1, Math::multiplyExact);
  }

  /** Whether an input names dimensions, and not that of the examples. */
  private boolean listed(NodeProto node, int input, int axis) {
    int rank = rank(node.getInput(0));
    return node.getInputCount() > input
        && values
            .integers(node.getInput(input))
            .map(axes -> Arrays.stream(axes).noneMatch(a -> Math.floorMod(a, rank) == axis))
            .orElse(false);
  }

  /** A number of a constant input; −1 where it is not known. */
  private long number(NodeProto node, int input, int index) {
    return values.integers(node.getInput(input)).map(numbers -> numbers[index]).orElse(-1L);
  }

  private static boolean pad(ExampleWise at, NodeProto node, int axis) {
    if (node.getInputCount() > 3 && !node.getInput(3).isEmpty()) {
      return at.listed(node, 3, axis);
    }
    int rank = at.rank(node.getInput(0));
    return at.number(node, 1, axis) == 0 && at.number(node, 1, rank + axis) == 0;
  }
}

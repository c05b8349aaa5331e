package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns what is the same in every run into initializers, so that rules can read axes, shapes and
 * the like: Constant nodes at once, and what is computed from constants by running it.
 */
final class ConstantFolding {

  /** Larger results stay computed: no rule reads them, and they would swell the graph. */
  private static final long MOST_ELEMENTS = 65_536;

  private static final Set<ElementType> FOLDED =
      Set.of(ElementType.FLOAT32, ElementType.INT64, ElementType.INT32, ElementType.BOOL);

  /** Operators whose result differs from run to run. */
  private static final Set<String> RANDOM =
      Set.of("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli");

  private final OnnxGraph graph;
  private final Map<String, TensorProto> constants;
  private final List<NodeProto> computed = new ArrayList<>();
  private final Set<NodeProto> gone = new HashSet<>();

  private ConstantFolding(OnnxGraph graph) {
    this.graph = graph;
    this.constants = new LinkedHashMap<>(graph.initializers());
  }

  /** The same graph, folded; the very same where there is nothing to fold. */
  static OnnxGraph of(OnnxGraph graph) {
    ConstantFolding folding = new ConstantFolding(graph);
    folding.find();
    if (folding.gone.isEmpty() && folding.computed.isEmpty()) {
      return graph;
    }
    folding.compute();
    return folding.result();
  }

  private void find() {
    Set<String> known = new HashSet<>(constants.keySet());
    for (NodeProto node : graph.nodes()) {
      Optional<TensorProto> stated = stated(node);
      if (stated.isPresent()) {
        constants.put(node.getOutput(0), stated.get());
        known.add(node.getOutput(0));
        gone.add(node);
      } else if (known.containsAll(NodeNames.uses(node))
          && !node.getOpType().equals("Constant")
          && node.getDomain().isEmpty()
          && !RANDOM.contains(node.getOpType())) {
        known.addAll(NodeNames.outputs(node));
        computed.add(node);
      }
    }
  }

  private static Optional<TensorProto> stated(NodeProto node) {
    if (!node.getOpType().equals("Constant") || !node.getDomain().isEmpty()) {
      return Optional.empty();
    }
    String name = node.getOutput(0);
    return Stream.of(
            Attributes.find(node, "value").map(a -> a.getT().toBuilder().setName(name).build()),
            Attributes.find(node, "value_int")
                .map(a -> Constants.int64(name, new long[] {a.getI()})),
            Attributes.integers(node, "value_ints")
                .map(all -> Constants.int64(name, all, all.length)),
            Attributes.find(node, "value_float")
                .map(a -> Constants.float32(name, new float[] {a.getF()})),
            Attributes.find(node, "value_floats").map(a -> reals(name, a.getFloatsList())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static TensorProto reals(String name, List<Float> values) {
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return Constants.float32(name, all, all.length);
  }

  private void compute() {
    if (computed.isEmpty()) {
      return;
    }
    Map<String, TensorProto> results = new LinkedHashMap<>();
    try (OrtModel model = OrtModel.load(runnable(), SessionSettings.DEFAULT)) {
      List<TensorSpec> wanted =
          model.outputs().stream().filter(spec -> FOLDED.contains(spec.type())).toList();
      Map<String, Tensor> values =
          model.run(Map.of(), wanted.stream().map(TensorSpec::name).toList());
      for (TensorSpec spec : wanted) {
        Tensor value = values.get(spec.name());
        if (value.size() <= MOST_ELEMENTS) {
          results.put(spec.name(), proto(spec, value));
        }
      }
    }
    for (NodeProto node : computed) {
      if (results.keySet().containsAll(NodeNames.outputs(node))) {
        NodeNames.outputs(node).forEach(name -> constants.put(name, results.get(name)));
        gone.add(node);
      }
    }
  }

  private OnnxGraph runnable() {
    GraphBuilder part = GraphBuilder.named("constants");
    graph.opsets().forEach(part::operatorSet);
    Set<String> used = new HashSet<>();
    for (NodeProto node : computed) {
      used.addAll(NodeNames.uses(node));
      part.node(node);
      NodeNames.outputs(node).forEach(part::untypedOutput);
    }
    constants.values().stream().filter(t -> used.contains(t.getName())).forEach(part::initializer);
    return part.build(opset(), Math.toIntExact(graph.irVersion()));
  }

  private int opset() {
    return Math.toIntExact(graph.opset().orElse((long) GraphBuilder.OPSET));
  }

  private static TensorProto proto(TensorSpec spec, Tensor value) {
    if (spec.type() == ElementType.FLOAT32) {
      return Constants.float32(spec.name(), value.floats(), value.shape());
    }
    if (spec.type() == ElementType.INT64) {
      return Constants.int64(spec.name(), value.longs(), value.shape());
    }
    TensorProto.Builder narrow =
        TensorProto.newBuilder().setName(spec.name()).setDataType(spec.type().code());
    for (long dim : value.shape()) {
      narrow.addDims(dim);
    }
    for (long number : value.longs()) {
      narrow.addInt32Data(Math.toIntExact(number));
    }
    return narrow.build();
  }

  private OnnxGraph result() {
    GraphBuilder folded = GraphBuilder.named(graph.graph().getName());
    graph.opsets().forEach(folded::operatorSet);
    graph.inputs().forEach(folded::input);
    graph.outputs().forEach(folded::output);
    constants.values().forEach(folded::initializer);
    graph.nodes().stream().filter(node -> !gone.contains(node)).forEach(folded::node);
    return folded.build(opset(), Math.toIntExact(graph.irVersion()));
  }
}

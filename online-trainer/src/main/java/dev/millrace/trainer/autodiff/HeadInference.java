package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.models.runtime.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types and shapes of all values of a head: as ONNX Runtime infers them, and where that leaves
 * dimensions after the first open, from two runs with 2 and 3 rows. A dimension that both runs
 * agree on is fixed; so is a number that follows from shapes alone and comes out the same, and what
 * decides an If.
 */
final class HeadInference {

  private static final Set<ElementType> INPUTS = Set.of(ElementType.FLOAT32, ElementType.INT64);

  private final OnnxGraph graph;
  private final Map<String, TensorSpec> specs = new HashMap<>();
  private final Map<String, TensorProto> constants;

  private HeadInference(OnnxGraph graph) {
    this.graph = graph;
    this.constants = new HashMap<>(graph.initializers());
  }

  /** What can be known of a graph's values. */
  static HeadValues of(OnnxGraph graph) {
    HeadInference inference = new HeadInference(graph);
    inference.infer();
    return new HeadValues(inference.specs, inference.constants);
  }

  private void infer() {
    // Every value is made an output: what ONNX Runtime infers, it tells of outputs only.
    GraphBuilder probe = GraphBuilder.from(graph).withoutOutputs();
    graph.nodes().forEach(node -> NodeNames.outputs(node).forEach(probe::untypedOutput));
    graph.inputs().forEach(spec -> specs.put(spec.name(), spec));
    constants.values().forEach(tensor -> specs.put(tensor.getName(), Constants.spec(tensor)));
    try (OrtModel model = OrtModel.load(probe.build(), SessionSettings.DEFAULT)) {
      model.outputs().forEach(spec -> specs.put(spec.name(), spec));
      if (model.outputs().stream().anyMatch(spec -> open(spec) || spec.shape().length == 0)) {
        Optional<Map<String, Tensor>> two = run(model, 2);
        Optional<Map<String, Tensor>> three = run(model, 3);
        if (two.isPresent() && three.isPresent()) {
          settle(two.get(), three.get());
          settleTruths(model, two.get(), three.get());
        }
      }
    }
  }

  /**
   * Whether more is unknown than the number of rows. Where ONNX Runtime does not know how many
   * dimensions an output has, it says that there are none: only a run tells that from a scalar.
   */
  private static boolean open(TensorSpec spec) {
    long @Nullable [] dims = spec.dims();
    return dims == null || Arrays.stream(dims).skip(1).anyMatch(dim -> dim < 0);
  }

  /** A run on ones, and zeros for indices; empty where these are no input for this head. */
  private Optional<Map<String, Tensor>> run(OrtModel model, int rows) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (TensorSpec spec : graph.inputs()) {
      if (open(spec) || !INPUTS.contains(spec.type())) {
        return Optional.empty();
      }
      long[] dims = spec.shape();
      if (dims.length > 0 && dims[0] < 0) {
        dims[0] = rows;
      }
      int size = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
      if (spec.type() == ElementType.INT64) {
        inputs.put(spec.name(), Tensor.longs(new long[size], dims));
      } else {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        inputs.put(spec.name(), Tensor.floats(ones, dims));
      }
    }
    List<String> readable =
        model.outputs().stream()
            .filter(spec -> HeadValues.READABLE.contains(spec.type()))
            .map(TensorSpec::name)
            .toList();
    try {
      return Optional.of(model.run(inputs, readable));
    } catch (RunFailed | ShapeMismatch e) {
      // What was inferred must do; a rule that needs more says so.
      return Optional.empty();
    }
  }

  private void settle(Map<String, Tensor> two, Map<String, Tensor> three) {
    two.forEach(
        (name, tensor) -> {
          long[] dims = tensor.shape();
          long[] others = three.get(name).shape();
          if (dims.length == others.length) {
            for (int i = 0; i < dims.length; i++) {
              dims[i] = dims[i] == others[i] ? dims[i] : TensorSpec.DYNAMIC;
            }
            specs.put(name, new TensorSpec(name, specs.get(name).type(), dims));
          }
        });
    for (String name : fromShapes()) {
      Tensor tensor = two.get(name);
      if (specs.get(name).type() == ElementType.INT64 && tensor.equals(three.get(name))) {
        constants.put(name, Constants.int64(name, tensor.longs(), tensor.shape()));
      }
    }
  }

  /** What decides an If. Whether there is one row is asked often, so one row must agree as well. */
  private void settleTruths(OrtModel model, Map<String, Tensor> two, Map<String, Tensor> three) {
    List<String> conditions =
        graph.nodes().stream()
            .filter(node -> node.getOpType().equals("If"))
            .map(node -> node.getInput(0))
            .filter(fromShapes()::contains)
            .toList();
    Optional<Map<String, Tensor>> one = conditions.isEmpty() ? Optional.empty() : run(model, 1);
    for (String name : conditions) {
      Tensor truth = two.get(name);
      if (one.isPresent() && truth.equals(three.get(name)) && truth.equals(one.get().get(name))) {
        constants.put(name, Constants.bool(name, truth.longs(), truth.shape()));
      }
    }
  }

  /** Values that do not depend on what the features are, only on how many. */
  private Set<String> fromShapes() {
    Set<String> found = new HashSet<>(constants.keySet());
    for (NodeProto node : graph.nodes()) {
      if (node.getOpType().equals("Shape")
          || node.getOpType().equals("Size")
          || found.containsAll(NodeNames.uses(node))) {
        found.addAll(NodeNames.outputs(node));
      }
    }
    found.removeAll(constants.keySet());
    return found;
  }
}

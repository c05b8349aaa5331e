package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.models.runtime.VersionZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a model can be trained: the first of its parameters, in the order of their use, from
 * which a gradient can really be computed. It needs no task: all outputs are learned at once.
 */
public final class Trainability {

  private static final String EVERYTHING = "everything";

  private final OnnxGraph model;

  /**
   * @param openSize what dimensions after the first are fixed to where the file leaves them open
   */
  public Trainability(OnnxGraph model, long openSize) {
    this.model = fixed(model, openSize);
  }

  /**
   * The deepest cut that trains.
   *
   * @param parameter the first parameter, in the order of their use, that trains; empty if none
   * @param before what keeps the one before it from it, or the last if none trains; may be empty
   */
  public record Deepest(Optional<String> parameter, Optional<String> before) {}

  /** Trainable initializers that the file names itself, by the first node that uses them. */
  public List<String> parameters() {
    Set<String> used = new LinkedHashSet<>();
    model.nodes().forEach(node -> used.addAll(NodeNames.uses(node)));
    try {
      List<TensorProto> all = GraphCut.cut(model, "*").parameters();
      used.retainAll(all.stream().map(TensorProto::getName).toList());
    } catch (ModelRejected e) {
      return List.of(); // No parameter at all.
    }
    return List.copyOf(used);
  }

  /**
   * What lies behind a parameter that trains can be trained too, so that halving finds the first.
   */
  public Deepest deepest() {
    List<String> parameters = parameters();
    Optional<String> before = Optional.empty();
    int low = 0;
    int high = parameters.size();
    if (high > 0 && obstacle(parameters.get(0)).isEmpty()) {
      high = 0;
    }
    while (low < high) {
      int middle = (low + high) / 2;
      Optional<String> obstacle = obstacle(parameters.get(middle));
      if (obstacle.isEmpty()) {
        high = middle;
      } else {
        before = obstacle;
        low = middle + 1;
      }
    }
    return new Deepest(
        high < parameters.size() ? Optional.of(parameters.get(high)) : Optional.empty(), before);
  }

  /**
   * Why the parameters that a glob names can't be trained: empty where their gradient, computed for
   * one row of ones and half the sum of the squares of all outputs, is finite and not zero.
   */
  public Optional<String> obstacle(String parameters) {
    try {
      double sum = 0;
      for (float slope : gradient(GraphCut.cut(model, parameters))) {
        sum += Math.abs(slope);
      }
      return Double.isFinite(sum) && sum > 0
          ? Optional.empty()
          : Optional.of("the gradient of '%s' is %s".formatted(parameters, sum));
    } catch (NoGradient | ModelRejected | RunFailed | ShapeMismatch e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static float[] gradient(Cut cut) {
    List<TensorSpec> features = ShapeInference.outputs(cut.backbone());
    GraphBuilder graph = GraphBuilder.from(cut.head());
    features.stream()
        .filter(spec -> spec.ranked() && spec.shape().length > 0)
        .forEach(graph::restatedInput);
    List<TensorSpec> parameters = cut.parameters().stream().map(Constants::spec).toList();
    inOneRow(graph, cut.head());
    HeadGraph head = new HeadGraph(graph.build(), features, parameters, EVERYTHING);
    OnnxGraph training = new TrainingGraphs(head, new Squares()).training();
    Map<String, Tensor> inputs = new HashMap<>();
    for (TensorSpec spec : training.inputs()) {
      inputs.put(spec.name(), ones(spec));
    }
    ParameterLayout layout = ParameterLayout.of(parameters);
    float[] theta = VersionZero.fromFile(layout, cut.parameters()).theta();
    for (Slot slot : layout.slots()) {
      float[] part = Arrays.copyOfRange(theta, slot.offset(), slot.offset() + slot.size());
      inputs.put(slot.name(), Tensor.floats(part, slot.dims()));
    }
    float[] gradient = new float[layout.size()];
    try (OrtModel model = OrtModel.load(training, SessionSettings.DEFAULT)) {
      List<String> wanted = layout.slots().stream().map(TrainingGraphs::gradient).toList();
      Map<String, Tensor> parts = model.run(inputs, wanted);
      for (Slot slot : layout.slots()) {
        float[] part = parts.get(TrainingGraphs.gradient(slot)).floats();
        System.arraycopy(part, 0, gradient, slot.offset(), slot.size());
      }
    }
    return gradient;
  }

  /** All outputs side by side, so that no parameter is without influence. */
  private static void inOneRow(GraphBuilder graph, OnnxGraph head) {
    graph.initializer("one_row", new long[] {1, -1}, 2);
    List<String> rows = new ArrayList<>();
    for (TensorSpec output : head.outputs()) {
      rows.add(output.name() + "_row");
      graph.node("Reshape", List.of(output.name(), "one_row"), List.of(output.name() + "_row"));
    }
    graph
        .node("Concat", rows, List.of(EVERYTHING), Attributes.integer("axis", 1))
        .output(TensorSpec.float32(EVERYTHING, 1, TensorSpec.DYNAMIC));
  }

  /** Ones, of one row; a dimension that is open even so is 1. */
  private static Tensor ones(TensorSpec spec) {
    long[] dims = Arrays.stream(spec.shape()).map(dim -> Math.max(dim, 1)).toArray();
    int size = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
    if (spec.type() == ElementType.INT64) {
      long[] values = new long[size];
      Arrays.fill(values, 1);
      return Tensor.longs(values, dims);
    }
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return Tensor.floats(values, dims);
  }

  /** Half the sum of the squares, so that every element has its own gradient. */
  private record Squares() implements Loss {

    @Override
    public TensorSpec target(long outputs) {
      return TensorSpec.float32(TARGET, TensorSpec.DYNAMIC);
    }

    @Override
    public Terms append(Place at) {
      String squares = at.write().mul(at.score(), at.score());
      return new Terms(at.write().sum(squares, 1), at.score(), at.score());
    }
  }

  private static OnnxGraph fixed(OnnxGraph model, long openSize) {
    ModelProto.Builder fixed = model.proto().toBuilder();
    for (ValueInfoProto.Builder input : fixed.getGraphBuilder().getInputBuilderList()) {
      var shape = input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      for (int i = 1; i < shape.getDimCount(); i++) {
        if (!shape.getDim(i).hasDimValue()) {
          // Recurrent models that hand their state over have rows after layers there.
          shape
              .getDimBuilder(i)
              .setDimValue(shape.getDim(i).getDimParam().equals("batch") ? 1 : openSize);
        }
      }
    }
    return OnnxGraph.of(fixed.build());
  }
}

package dev.millrace.trainer.exports;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
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
import dev.millrace.models.runtime.RunFailed;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.trainer.autodiff.GradientRules;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.autodiff.TrainingGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a model can be trained: which of its operators have a gradient rule, and the first of its
 * parameters, in the order of their use, from which a gradient was really computed.
 */
final class Trainability {

  private static final String EVERYTHING = "everything";

  private final OnnxGraph model;
  private String obstacle = "";

  /**
   * @param openSize what dimensions after the first are fixed to where the file leaves them open
   */
  Trainability(OnnxGraph model, long openSize) {
    this.model = fixed(model, openSize);
  }

  /** Lines of a report. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    lines.add("  gradient rule: " + operators(GradientRules.operators()::contains));
    lines.add("  none: " + operators(op -> !GradientRules.operators().contains(op)));
    List<String> parameters = parameters();
    Optional<String> deepest = deepest(parameters);
    lines.add(
        "  deepest cut that trains: "
            + deepest.map(p -> "%s, %s".formatted(p, position(parameters, p))).orElse("none"));
    if (!obstacle.isEmpty()) {
      lines.add("  before it: " + obstacle);
    }
    if (deepest.isPresent()) {
      obstacle = "";
      lines.add("  all at once: " + (trains("*") ? "trains" : obstacle));
    }
    return lines;
  }

  private interface Which {
    boolean test(String operator);
  }

  private String operators(Which which) {
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeProto node : model.nodes()) {
      String name = (node.getDomain().isEmpty() ? "" : node.getDomain() + ":") + node.getOpType();
      // Constants are folded before any rule is asked.
      if (!name.equals("Constant") && which.test(name)) {
        counts.merge(name, 1, Integer::sum);
      }
    }
    return counts.isEmpty() ? "-" : counts.toString().replaceAll("[{}]", "").replace('=', ' ');
  }

  /** Trainable initializers that the file names itself, by the first node that uses them. */
  private List<String> parameters() {
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

  private static String position(List<String> parameters, String parameter) {
    return "parameter %d of %d".formatted(parameters.indexOf(parameter) + 1, parameters.size());
  }

  /**
   * What lies behind a parameter that trains can be trained too, so that halving finds the first.
   */
  private Optional<String> deepest(List<String> parameters) {
    if (parameters.isEmpty()) {
      return Optional.empty();
    }
    int low = 0;
    int high = parameters.size();
    if (trains(parameters.get(0))) {
      high = 0;
    }
    while (low < high) {
      int middle = (low + high) / 2;
      if (trains(parameters.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high < parameters.size() ? Optional.of(parameters.get(high)) : Optional.empty();
  }

  /** Whether the parameters that a glob names have a finite gradient that is not zero. */
  private boolean trains(String parameter) {
    try {
      double sum = 0;
      for (float slope : gradient(GraphCut.cut(model, parameter))) {
        sum += Math.abs(slope);
      }
      if (!Double.isFinite(sum) || sum == 0) {
        throw new NoGradient("the gradient of '%s' is %s".formatted(parameter, sum));
      }
      return true;
    } catch (NoGradient | ModelRejected | RunFailed e) {
      obstacle =
          e.getMessage()
              .lines()
              .findFirst()
              .orElse("")
              .replaceAll("; .*|(?<=ONNX Runtime) [0-9.]+", "");
      return false;
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
    inputs.put(TrainingGraphs.THETA, Tensor.floats(theta, theta.length));
    try (OrtModel model = OrtModel.load(training, SessionSettings.DEFAULT)) {
      String gradient = TrainingGraphs.GRADIENT;
      return model.run(inputs, List.of(gradient)).get(gradient).floats();
    }
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

package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits a graph at its first trainable initializer.
 *
 * <p>The head is all that a trainable initializer can reach. Walking back from it, constants and
 * values that aren't float32 (shapes, indices) are computed again in the head; the first float32
 * value on each way is a cut: an output of the backbone and an input of the head.
 *
 * <p>A feature is a row for each event, so the batch must be a cut's first axis. Two kinds of
 * float32 values are therefore computed again too: those that follow from shapes alone (the zeros
 * that a recurrent layer starts from), and those whose first axis a Transpose has moved away.
 */
public final class GraphCut {

  private final OnnxGraph graph;
  private final Map<String, TensorProto> parameters;
  private final Map<String, ElementType> types;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Set<String> trained = new HashSet<>();
  private final Set<String> constant = new HashSet<>();
  private final Set<String> fromShapes = new HashSet<>();

  /** Values before a Transpose that moved their batch: there it comes first again. */
  private final Set<String> turned = new HashSet<>();

  private final BitSet suffix = new BitSet();
  private final BitSet again = new BitSet();
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Set<String> cuts = new LinkedHashSet<>();

  private GraphCut(OnnxGraph graph, Map<String, TensorProto> parameters) {
    this.graph = graph;
    this.parameters = parameters;
    this.types = ValueTypes.of(graph);
  }

  /**
   * A graph in two parts. Running the backbone, then the head on its outputs and the parameters, is
   * running the graph.
   *
   * @param backbone the frozen prefix: the graph's inputs to the features
   * @param head the trainable suffix: features and parameters, all as inputs, to those outputs of
   *     the graph that depend on a parameter
   * @param features values at the cut, in the order of the graph; shapes as far as the file says
   * @param parameters the file's own values of the trainable initializers, sorted by name
   */
  public record Cut(
      OnnxGraph backbone, OnnxGraph head, List<TensorSpec> features, List<TensorProto> parameters) {
    public Cut {
      features = List.copyOf(features);
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Cuts.
   *
   * @param trainable glob over initializer names ({@code *}, {@code ?}); only float32 ones count,
   *     and settings such as a running variance only where they are named in full, or where a
   *     trained node moves them
   * @throws ModelRejected where no initializer matches, or no output depends on one that does
   */
  public static Cut cut(OnnxGraph graph, String trainable) {
    OnnxGraph unshared = Unshare.apply(graph);
    OnnxGraph own = NormalizationOff.apply(DropoutOff.apply(unshared));
    NameGlob glob = NameGlob.of(trainable);
    Set<String> settings = Settings.of(own);
    Map<String, TensorProto> parameters = new TreeMap<>();
    own.initializers()
        .forEach(
            (name, tensor) -> {
              boolean meant = !settings.contains(name) || name.equals(trainable);
              if (meant && glob.matches(name) && Constants.spec(tensor).type().differentiable()) {
                parameters.put(name, tensor);
              }
            });
    if (parameters.isEmpty()) {
      throw new ModelRejected(
          "no float32 initializer matches '" + trainable + "'",
          "trainable parameters",
          "take names from these: " + floatNames(own));
    }
    NormalizationOff.statistics(unshared, parameters.keySet())
        .forEach(name -> parameters.put(name, own.initializers().get(name)));
    return new GraphCut(own, parameters).split();
  }

  private Cut split() {
    List<NodeProto> nodes = graph.nodes();
    trained.addAll(parameters.keySet());
    graph.initializers().keySet().stream()
        .filter(name -> !trained.contains(name))
        .forEach(constant::add);
    for (int i = 0; i < nodes.size(); i++) {
      place(i, nodes.get(i));
    }
    walkBack();
    List<TensorSpec> outputs =
        graph.outputs().stream().filter(s -> trained.contains(s.name())).toList();
    if (outputs.isEmpty()) {
      throw new ModelRejected(
          "no output depends on a trainable parameter",
          "parameters " + parameters.keySet(),
          "name parameters that lie on the way to an output");
    }
    CutAssembly assembly = new CutAssembly(graph, types, cutsInOrder());
    return new Cut(
        assembly.backbone(producers),
        assembly.head(parameters, frozen, headNodes(), outputs),
        assembly.features(),
        List.copyOf(parameters.values()));
  }

  /** Is the node behind a parameter, or the same on every run? */
  private void place(int index, NodeProto node) {
    Set<String> uses = NodeNames.uses(node);
    List<String> outputs = NodeNames.outputs(node);
    outputs.forEach(name -> producers.put(name, index));
    if (uses.stream().anyMatch(trained::contains)) {
      suffix.set(index);
      trained.addAll(outputs);
    } else if (drawsNumbers(node)) {
      return;
    } else if (constant.containsAll(uses)) {
      constant.addAll(outputs);
    } else if (tellsShape(node)
        || uses.stream().allMatch(name -> constant.contains(name) || fromShapes.contains(name))) {
      fromShapes.addAll(outputs);
    }
  }

  private void walkBack() {
    Deque<String> open = new ArrayDeque<>();
    suffix.stream().forEach(i -> open.addAll(NodeNames.uses(graph.nodes().get(i))));
    Set<String> seen = new HashSet<>(trained);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!seen.add(name)) {
        continue;
      }
      Integer producer = producers.get(name);
      if (graph.initializers().containsKey(name)) {
        frozen.add(name);
      } else if (producer != null && computedAgain(name, graph.nodes().get(producer))) {
        if (movesBatch(graph.nodes().get(producer))) {
          turned.add(graph.nodes().get(producer).getInput(0));
        }
        again.set(producer);
        open.addAll(NodeNames.uses(graph.nodes().get(producer)));
      } else {
        cuts.add(name);
      }
    }
  }

  private boolean computedAgain(String name, NodeProto producer) {
    return constant.contains(name)
        || fromShapes.contains(name)
        || !isFloat(name)
        || (movesBatch(producer) && !turned.contains(name));
  }

  /** Recurrent layers take steps before rows; the rows must come first where features are cut. */
  private static boolean movesBatch(NodeProto node) {
    return node.getOpType().equals("Transpose")
        && Attributes.find(node, "perm").map(perm -> perm.getInts(0) != 0).orElse(true);
  }

  private static boolean tellsShape(NodeProto node) {
    return node.getOpType().equals("Shape") || node.getOpType().equals("Size");
  }

  private boolean isFloat(String name) {
    return types.getOrDefault(name, ElementType.FLOAT32).differentiable();
  }

  private List<NodeProto> headNodes() {
    BitSet head = (BitSet) suffix.clone();
    head.or(again);
    return head.stream().mapToObj(graph.nodes()::get).toList();
  }

  /** Graph inputs first, then by the node that makes the value: an order that the file fixes. */
  private List<String> cutsInOrder() {
    return cuts.stream()
        .sorted(
            Comparator.<String>comparingInt(n -> producers.getOrDefault(n, -1))
                .thenComparing(n -> n))
        .toList();
  }

  private static boolean drawsNumbers(NodeProto node) {
    String op = node.getOpType();
    return op.startsWith("Random") || op.equals("Multinomial") || op.equals("Bernoulli");
  }

  private static String floatNames(OnnxGraph graph) {
    List<String> names =
        graph.initializers().values().stream()
            .filter(t -> Constants.spec(t).type().differentiable())
            .map(TensorProto::getName)
            .sorted()
            .toList();
    int most = 20;
    String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
    return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
  }
}

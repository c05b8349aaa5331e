package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.trainer.Golden;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An operator of the golden files that {@code operator_case.py} writes, as a graph: its results,
 * the sum of them weighted, and the gradient of that sum by every input. Close it.
 */
final class GoldenOperator implements AutoCloseable {

  private static final String LOSS = "weighted_sum";

  private final JsonNode golden;
  private final OrtModel model;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, String> gradients = new TreeMap<>();

  GoldenOperator(JsonNode golden) {
    this.golden = golden;
    for (JsonNode input : golden.get("inputs")) {
      if (!input.isNull() && !input.get("constant").booleanValue()) {
        long[] shape = longs(input.get("shape"));
        inputs.put(
            input.get("name").textValue(),
            Tensor.floats(Golden.floats(input.get("values")), shape));
      }
    }
    this.model = OrtModel.load(training(head()), SessionSettings.DEFAULT);
  }

  /** Differentiable inputs, each with its own values. */
  Map<String, Tensor> inputs() {
    return inputs;
  }

  /** All results by name; the gradient by input {@code x} as {@code grad(x)}. */
  Map<String, Tensor> run(Map<String, Tensor> values) {
    List<String> wanted = new ArrayList<>(gradients.values());
    golden.get("outputs").forEach(output -> wanted.add(output.get("name").textValue()));
    Map<String, Tensor> results = new HashMap<>(model.run(values, wanted));
    gradients.forEach((input, name) -> results.put("grad(" + input + ")", results.get(name)));
    return results;
  }

  /** The weighted sum, added up in float64 so that differences of it mean something. */
  double loss(Map<String, Tensor> values) {
    Map<String, Tensor> results = run(values);
    double sum = 0;
    for (JsonNode output : golden.get("outputs")) {
      float[] result = results.get(output.get("name").textValue()).floats();
      float[] weights = Golden.floats(output.get("weights"));
      for (int i = 0; i < result.length; i++) {
        sum += (double) result[i] * weights[i];
      }
    }
    return sum;
  }

  private HeadGraph head() {
    GraphBuilder graph = GraphBuilder.named("case");
    List<TensorSpec> parameters = new ArrayList<>();
    List<String> slots = new ArrayList<>();
    for (JsonNode input : golden.get("inputs")) {
      if (input.isNull()) {
        slots.add("");
        continue;
      }
      String name = input.get("name").textValue();
      slots.add(name);
      if (input.get("constant").booleanValue()) {
        constant(graph, input);
      } else {
        TensorSpec spec = TensorSpec.float32(name, longs(input.get("declared")));
        graph.input(spec);
        parameters.add(spec);
      }
    }
    graph.node(node(slots));
    List<String> sums = new ArrayList<>();
    for (JsonNode output : golden.get("outputs")) {
      sums.add(weightedSum(graph, output));
    }
    if (sums.size() == 1) {
      graph.node("Identity", sums, List.of(LOSS));
    } else {
      String sum = sums.get(0);
      for (int i = 1; i < sums.size(); i++) {
        String next = i == sums.size() - 1 ? LOSS : "sum" + i;
        graph.node("Add", List.of(sum, sums.get(i)), List.of(next));
        sum = next;
      }
    }
    graph.output(TensorSpec.float32(LOSS, 1, 1));
    OnnxGraph whole = graph.build(golden.get("opset").intValue(), GraphBuilder.IR);
    return new HeadGraph(whole, List.of(), parameters, LOSS);
  }

  private static String weightedSum(GraphBuilder graph, JsonNode output) {
    String name = output.get("name").textValue();
    float[] weights = Golden.floats(output.get("weights"));
    graph
        .initializer(name + "_weights", weights, weights.length, 1)
        .initializer(name + "_row", new long[] {1, weights.length}, 2)
        .node("Reshape", List.of(name, name + "_row"), List.of(name + "_flat"))
        .node("MatMul", List.of(name + "_flat", name + "_weights"), List.of(name + "_sum"));
    return name + "_sum";
  }

  private static void constant(GraphBuilder graph, JsonNode input) {
    String name = input.get("name").textValue();
    long[] shape = longs(input.get("shape"));
    if (input.get("type").textValue().equals(ElementType.INT64.label())) {
      graph.initializer(Constants.int64(name, longs(input.get("values")), shape));
    } else if (input.get("type").textValue().equals(ElementType.BOOL.label())) {
      TensorProto.Builder flags =
          TensorProto.newBuilder().setName(name).setDataType(ElementType.BOOL.code());
      input.get("shape").forEach(dim -> flags.addDims(dim.longValue()));
      input.get("values").forEach(flag -> flags.addInt32Data(flag.intValue()));
      graph.initializer(flags.build());
    } else {
      graph.initializer(name, Golden.floats(input.get("values")), shape);
    }
  }

  private NodeProto node(List<String> slots) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName("tested")
            .setOpType(golden.get("operator").textValue())
            .addAllInput(slots);
    golden.get("slots").forEach(slot -> node.addOutput(slot.textValue()));
    golden
        .get("attributes")
        .fields()
        .forEachRemaining(field -> node.addAttribute(attribute(field.getKey(), field.getValue())));
    return node.build();
  }

  private static AttributeProto attribute(String name, JsonNode value) {
    if (value.isTextual()) {
      return Attributes.text(name, value.textValue());
    }
    if (!value.isArray()) {
      return value.isIntegralNumber()
          ? Attributes.integer(name, value.longValue())
          : Attributes.real(name, (float) value.doubleValue());
    }
    if (!value.get(0).isTextual()) {
      return Attributes.integers(name, longs(value));
    }
    AttributeProto.Builder texts =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
    value.forEach(text -> texts.addStrings(ByteString.copyFromUtf8(text.textValue())));
    return texts.build();
  }

  /** The case as it runs in a training graph: forward forms, then the gradient. */
  private OnnxGraph training(HeadGraph old) {
    HeadGraph head = OperatorSets.upgrade(old);
    List<String> names = head.parameters().stream().map(TensorSpec::name).toList();
    HeadValues values = HeadInference.of(head.graph());
    TrainedValues trained = new TrainedValues(head.graph().nodes(), values, names);
    Map<String, Map<String, String>> saved = new HashMap<>();
    GraphBuilder graph = GraphBuilder.named("training");
    head.graph().opsets().forEach(graph::operatorSet);
    head.graph().inputs().forEach(graph::input);
    head.graph().initializers().values().forEach(graph::initializer);
    NodeWriter write = new NodeWriter(graph);
    for (NodeProto node : head.graph().nodes()) {
      Optional<Rewrite> form = ForwardForms.of(node);
      Forward at = new Forward(node, values, write);
      form.orElse(same -> same.write().node(same.node())).apply(at);
      saved.put(NodeNames.outputs(node).get(0), at.saved());
    }
    String one = write.constant(Constants.float32("one", new float[] {1}, 1, 1));
    gradients.putAll(new Differentiator(values, trained, saved, write).gradients(LOSS, one, names));
    golden.get("outputs").forEach(o -> graph.untypedOutput(o.get("name").textValue()));
    gradients.values().stream().distinct().forEach(graph::untypedOutput);
    return graph.build(Math.toIntExact(head.graph().opset().orElseThrow()), GraphBuilder.IR);
  }

  private static long[] longs(JsonNode numbers) {
    long[] values = new long[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).longValue();
    }
    return values;
  }

  @Override
  public void close() {
    model.close();
  }
}

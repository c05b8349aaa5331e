package dev.millrace.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime. Runs may overlap; close it after the last one has returned.
 *
 * <p>Give it only bytes that {@link OnnxGraph} has read or built: that is where limits and external
 * data are checked.
 */
public final class OrtModel implements AutoCloseable {

  private final OrtSession session;
  private final Map<String, TensorSpec> inputs;
  private final Map<String, TensorSpec> outputs;
  private final InputBuffers buffers = new InputBuffers();

  private OrtModel(OrtSession session) throws OrtException {
    this.session = session;
    this.inputs = specs(session.getInputInfo());
    this.outputs = specs(session.getOutputInfo());
  }

  /**
   * Starts a session.
   *
   * @throws ModelRejected where ONNX Runtime can't run the graph
   */
  public static OrtModel load(OnnxGraph graph, SessionSettings settings) {
    return load(graph.toBytes(), settings);
  }

  /**
   * Starts a session on the bytes of a graph that {@link OnnxGraph} has checked or built.
   *
   * @throws ModelRejected where ONNX Runtime can't run the graph
   */
  public static OrtModel load(byte[] onnx, SessionSettings settings) {
    try (SessionOptions options = Ort.options(settings)) {
      return new OrtModel(Ort.environment().createSession(onnx, options));
    } catch (OrtException e) {
      throw new ModelRejected(
          "ONNX Runtime %s can't load it: %s".formatted(Ort.version(), e.getMessage()),
          "model",
          "export the model with standard operators of operator set 7 or newer",
          e);
    }
  }

  /** What a run needs, in the graph's order. */
  public List<TensorSpec> inputs() {
    return List.copyOf(inputs.values());
  }

  public List<TensorSpec> outputs() {
    return List.copyOf(outputs.values());
  }

  /**
   * Runs the model.
   *
   * @param given every input by name
   * @param wanted names of the outputs to give back
   * @throws ShapeMismatch where an input is missing, unknown, or doesn't fit
   * @throws RunFailed where ONNX Runtime fails
   */
  public Map<String, Tensor> run(Map<String, Tensor> given, Collection<String> wanted) {
    return run(given, Map.of(), wanted);
  }

  /** Runs with some of the inputs already off-heap, as {@code held}. */
  Map<String, Tensor> run(
      Map<String, Tensor> given, Map<String, OnnxTensor> held, Collection<String> wanted) {
    given.forEach((name, tensor) -> InputCheck.fits(spec(name), tensor));
    if (given.size() + held.size() < inputs.size()) {
      throw InputCheck.missing(inputs.values(), given, held.keySet());
    }
    for (String output : wanted) {
      if (!outputs.containsKey(output)) {
        throw new ShapeMismatch(
            "the model has no output '%s', only %s".formatted(output, outputs.values()));
      }
    }
    try (InputBuffers.Filled filled = buffers.fill(given)) {
      Map<String, OnnxTensorLike> all = new HashMap<>(filled.tensors());
      all.putAll(held);
      try (OrtSession.Result result = session.run(all, new LinkedHashSet<>(wanted))) {
        return read(result);
      }
    } catch (OrtException e) {
      throw new RunFailed("the model failed on inputs %s: %s".formatted(given, e.getMessage()), e);
    }
  }

  private TensorSpec spec(String input) {
    TensorSpec spec = inputs.get(input);
    if (spec == null) {
      throw new ShapeMismatch(
          "the model has no input '%s', only %s".formatted(input, inputs.values()));
    }
    return spec;
  }

  private static Map<String, Tensor> read(OrtSession.Result result) throws OrtException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> entry : result) {
      tensors.put(entry.getKey(), OutputReader.read(entry.getKey(), entry.getValue()));
    }
    return tensors;
  }

  private static Map<String, TensorSpec> specs(Map<String, NodeInfo> nodes) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    nodes.forEach((name, node) -> specs.put(name, spec(name, node)));
    return specs;
  }

  private static TensorSpec spec(String name, NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return TensorSpec.unranked(name, ElementType.OTHER);
    }
    return new TensorSpec(name, OutputReader.type(tensor), tensor.getShape());
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing the session failed: " + e.getMessage(), e);
    }
  }
}

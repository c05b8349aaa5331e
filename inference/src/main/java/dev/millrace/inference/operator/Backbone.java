package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput.Tensors;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.models.runtime.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The part of a model that no label changes, as a session that all operators of the process share.
 * Thread-safe.
 */
final class Backbone implements AutoCloseable {

  /** What decoders read. */
  static final Set<ElementType> NUMBERS =
      Set.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.FLOAT16, ElementType.BFLOAT16);

  /** What heads take: activations, and token ids where the cut lies before an embedding. */
  static final Set<ElementType> FEATURES = Set.of(ElementType.FLOAT32, ElementType.INT64);

  private final SharedModels.Lease lease;
  private final List<String> outputs;

  /**
   * Starts the session, where no one else has it open.
   *
   * @param digest names the graph in the process
   * @param outputs outputs that are wanted, in this order; empty means all
   * @param types element types that an output may have
   * @throws ModelRejected if an output isn't there or of another type
   */
  Backbone(String digest, OnnxGraph graph, List<String> outputs, Set<ElementType> types) {
    lease = SharedModels.process().lease(digest, SessionSettings.DEFAULT, graph::toBytes);
    try {
      this.outputs = checked(lease.model().outputs(), outputs, types);
    } catch (ModelRejected e) {
      lease.close();
      throw e;
    }
  }

  private static List<String> checked(
      List<TensorSpec> given, List<String> wanted, Set<ElementType> types) {
    Map<String, TensorSpec> byName = new LinkedHashMap<>();
    given.forEach(spec -> byName.put(spec.name(), spec));
    List<String> names = wanted.isEmpty() ? List.copyOf(byName.keySet()) : List.copyOf(wanted);
    for (String name : names) {
      TensorSpec spec = byName.get(name);
      if (spec == null || !types.contains(spec.type())) {
        throw new ModelRejected(
            spec == null ? "the model has no output '" + name + "'" : "output " + spec + " is read",
            "outputs",
            "name outputs of the types %s, of %s".formatted(new TreeSet<>(types), given));
      }
    }
    return names;
  }

  List<String> outputs() {
    return outputs;
  }

  /**
   * Runs a micro-batch of one shape: padding costs more than it saves on a CPU, and would let batch
   * mates change each other's results.
   *
   * @return for each event its outputs by name, with a first dimension of 1
   */
  List<Map<String, Tensor>> run(List<Tensors> batch) {
    Map<String, Tensor> out = lease.model().run(stacked(batch), outputs);
    return IntStream.range(0, batch.size()).mapToObj(row -> row(out, row, batch.size())).toList();
  }

  private static Map<String, Tensor> stacked(List<Tensors> batch) {
    Map<String, Tensor> first = batch.get(0).tensors();
    if (batch.size() == 1) {
      return first;
    }
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (String name : first.keySet()) {
      stacked.put(name, Tensor.concat(batch.stream().map(one -> one.tensors().get(name)).toList()));
    }
    return stacked;
  }

  private static Map<String, Tensor> row(Map<String, Tensor> out, int row, int rows) {
    if (rows == 1) {
      return out;
    }
    Map<String, Tensor> one = new LinkedHashMap<>();
    out.forEach((name, tensor) -> one.put(name, row(name, tensor, row, rows)));
    return one;
  }

  private static Tensor row(String name, Tensor tensor, int row, int rows) {
    if (tensor.rank() == 0 || tensor.dim(0) != rows) {
      throw new ShapeMismatch(
          "output '%s' is %s for %d events; without a row for each, set bestBatch: 1"
              .formatted(name, tensor, rows));
    }
    return tensor.rows(row, row + 1);
  }

  @Override
  public void close() {
    lease.close();
  }
}

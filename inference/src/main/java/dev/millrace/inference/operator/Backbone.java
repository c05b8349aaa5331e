package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput.Tensors;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.models.runtime.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The part of a model that no label changes, as a session that all operators of the process share.
 * Thread-safe.
 */
final class Backbone implements AutoCloseable {

  private final SharedModels.Lease lease;
  private final List<String> outputs;

  /**
   * @param digest names the graph in the process
   * @param outputs outputs that are wanted, in this order; empty means all
   */
  Backbone(String digest, OnnxGraph graph, List<String> outputs) {
    lease = SharedModels.process().lease(digest, SessionSettings.DEFAULT, () -> graph.toBytes());
    this.outputs =
        outputs.isEmpty()
            ? lease.model().outputs().stream().map(spec -> spec.name()).toList()
            : List.copyOf(outputs);
  }

  List<String> outputs() {
    return outputs;
  }

  /**
   * Runs a micro-batch. Events of equal shape share a run: padding costs more than it saves on a
   * CPU, and would let batch mates change each other's results.
   *
   * @return for each event its outputs by name, with a first dimension of 1
   */
  List<Map<String, Tensor>> run(List<Tensors> batch) {
    Map<Integer, Map<String, Tensor>> results = new TreeMap<>();
    for (List<Integer> group : byShape(batch)) {
      Map<String, Tensor> out = run(stacked(batch, group));
      for (int row = 0; row < group.size(); row++) {
        results.put(group.get(row), row(out, row, group.size()));
      }
    }
    return List.copyOf(results.values());
  }

  private Map<String, Tensor> run(Map<String, Tensor> inputs) {
    OrtModel model = lease.model();
    return model.run(inputs, outputs);
  }

  private static Iterable<List<Integer>> byShape(List<Tensors> batch) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      String shape =
          new TreeMap<>(batch.get(i).tensors())
              .values().stream().map(Tensor::toString).collect(Collectors.joining());
      groups.computeIfAbsent(shape, s -> new ArrayList<>()).add(i);
    }
    return groups.values();
  }

  private static Map<String, Tensor> stacked(List<Tensors> batch, List<Integer> group) {
    Map<String, Tensor> first = batch.get(group.get(0)).tensors();
    if (group.size() == 1) {
      return first;
    }
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (String name : first.keySet()) {
      stacked.put(
          name, Tensor.concat(group.stream().map(i -> batch.get(i).tensors().get(name)).toList()));
    }
    return stacked;
  }

  private static Map<String, Tensor> row(Map<String, Tensor> out, int row, int rows) {
    if (rows == 1) {
      return out;
    }
    Map<String, Tensor> one = new LinkedHashMap<>();
    out.forEach((name, tensor) -> one.put(name, tensor.rows(row, row + 1)));
    return one;
  }

  @Override
  public void close() {
    lease.close();
  }
}

package dev.millrace.deploy.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.Prediction;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run has done for one task, as the topics tell it. Filled by {@link Collector}. */
final class TaskReport {

  private final Latencies latency = new Latencies();
  private long predictions;
  private Map<String, Long> inference = Map.of();
  private Map<String, Long> training = Map.of();
  private @Nullable Map<String, Double> prequential;
  private @Nullable Map<String, Double> served;

  /** Takes note of a prediction that was appended at a time, milliseconds since 1970. */
  void prediction(Prediction prediction, long appendedMillis) {
    predictions++;
    latency.add(appendedMillis * 1_000 - prediction.getProducedAt());
  }

  void inference(Map<String, Long> counters) {
    inference = new TreeMap<>(counters);
  }

  void training(Map<String, Long> counters) {
    training = new TreeMap<>(counters);
  }

  void prequential(Map<String, Double> metrics) {
    prequential = new TreeMap<>(metrics);
  }

  void served(Map<String, Double> metrics) {
    served = new TreeMap<>(metrics);
  }

  long predictions() {
    return predictions;
  }

  Latencies latency() {
    return latency;
  }

  /** A counter of the inference job, 0 where it has not told. */
  long ofInference(String counter) {
    return inference.getOrDefault(counter, 0L);
  }

  /** A counter of the trainer, 0 where it has not told. */
  long ofTraining(String counter) {
    return training.getOrDefault(counter, 0L);
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("predictions", predictions);
    node.set("latency_ms", latency.json());
    node.set("inference", counters(inference));
    node.set("training", counters(training));
    node.set("prequential", metrics(prequential));
    node.set("served", metrics(served));
    return node;
  }

  private static ObjectNode counters(Map<String, Long> counters) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    counters.forEach(node::put);
    return node;
  }

  private static @Nullable ObjectNode metrics(@Nullable Map<String, Double> metrics) {
    if (metrics == null) {
      return null;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    metrics.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            node.put(name, value);
          } else {
            node.putNull(name); // JSON has no NaN
          }
        });
    return node;
  }
}

package dev.millrace.deploy.report;

import dev.millrace.schemas.avro.Prediction;
import java.util.Map;
import java.util.TreeMap;

/** What {@link LoopWatch} has seen of one task. Thread-safe: one thread writes, others look. */
public final class TaskWatch {

  /**
   * A task at one moment.
   *
   * @param predictions predictions since the start
   * @param p50 median time from raw record to visible prediction since the last look, milliseconds;
   *     NaN where there was none
   * @param p99 its 99th percentile
   * @param version highest version that has answered; -1 before the first prediction
   * @param prequential the learner's own score by metric name
   * @param served the same for the predictions that were emitted
   */
  public record Look(
      long predictions,
      double p50,
      double p99,
      long version,
      Map<String, Double> prequential,
      Map<String, Double> served) {}

  private final Latencies sinceLook = new Latencies();
  private final Latencies visible = new Latencies();
  private long predictions;
  private long version = -1;
  private Map<String, Double> prequential = Map.of();
  private Map<String, Double> served = Map.of();

  synchronized void sawOld(Prediction prediction) {
    predictions++;
    version = Math.max(version, prediction.getModel().getVersion());
  }

  synchronized void saw(Prediction prediction, long nowMicros) {
    sawOld(prediction);
    long latency = nowMicros - prediction.getProducedAt();
    sinceLook.add(latency);
    visible.add(latency);
  }

  synchronized void prequential(Map<String, Double> metrics) {
    prequential = new TreeMap<>(metrics);
  }

  synchronized void served(Map<String, Double> metrics) {
    served = new TreeMap<>(metrics);
  }

  /** The task now; the next look's latencies start here. */
  public synchronized Look look() {
    Look look =
        new Look(
            predictions,
            sinceLook.percentile(0.5),
            sinceLook.percentile(0.99),
            version,
            prequential,
            served);
    sinceLook.clear();
    return look;
  }

  /** Adds the time from raw record to visible prediction of the whole watch. */
  synchronized void visibleInto(Latencies others) {
    visible.into(others);
  }
}

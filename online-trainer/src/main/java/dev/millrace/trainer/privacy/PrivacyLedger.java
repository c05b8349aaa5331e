package dev.millrace.trainer.privacy;

import dev.millrace.schemas.task.PrivacySpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the learner's steps have spent. An example is learned once, so steps compose in parallel and
 * the weakest noise of all of them decides.
 *
 * <p>Not thread-safe.
 */
public final class PrivacyLedger {

  private final PrivacySpec spec;
  private final TreeMap<Double, Long> stepsByNoise = new TreeMap<>();

  public PrivacyLedger(PrivacySpec spec) {
    this.spec = spec;
  }

  /** A step is made under the settings of now, whatever becomes of it. */
  public void spend() {
    stepsByNoise.merge(spec.noise(), 1L, Long::sum);
  }

  /** Steps made so far. */
  public long steps() {
    return stepsByNoise.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Epsilon at the task's delta; 0 before the first step. */
  public double epsilon() {
    return stepsByNoise.isEmpty() ? 0 : Accountant.once(stepsByNoise.firstKey(), spec.delta());
  }

  /** For the metrics of a version. Each example enters one step, so the sampling rate is 1. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("dp_epsilon", epsilon());
    metrics.put("dp_delta", spec.delta());
    metrics.put("dp_noise", stepsByNoise.isEmpty() ? spec.noise() : stepsByNoise.firstKey());
    metrics.put("dp_clip", spec.clip());
    metrics.put("dp_sampling", 1.0);
    metrics.put("dp_steps", (double) steps());
    return metrics;
  }

  /** Writes all state. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(stepsByNoise.size());
    for (Map.Entry<Double, Long> entry : stepsByNoise.entrySet()) {
      out.writeDouble(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  /** Reads what {@link #write} wrote. */
  public void read(DataInputStream in) throws IOException {
    stepsByNoise.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      stepsByNoise.put(in.readDouble(), in.readLong());
    }
  }
}

package dev.millrace.trainer.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Test-then-train metrics: every prediction is scored once, in log order, before its example is
 * learned. State is of fixed size.
 */
public sealed interface Prequential permits ClassMetrics, ValueMetrics {

  /** Predictions scored so far. */
  long examples();

  /** Metric values by name; empty before the first prediction. */
  Map<String, Double> metrics();

  /** Writes all state. */
  void write(DataOutputStream out) throws IOException;

  /** Reads what {@link #write} wrote. */
  void read(DataInputStream in) throws IOException;
}

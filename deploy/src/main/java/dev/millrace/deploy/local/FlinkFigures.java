package dev.millrace.deploy.local;

import dev.millrace.dashboard.metrics.Figure;
import dev.millrace.dashboard.metrics.Figures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * What the jobs of the embedded Flink cluster say of themselves. Flink makes the reporter by name
 * and hands it every metric; those of the table are kept, for whoever asks. Thread-safe.
 */
public final class FlinkFigures implements MetricReporter {

  private static final double MILLIS = 1e-3;

  /** Flink makes reporters by reflection, so what they hear is kept for the whole process. */
  private static final Map<Metric, Heard> HEARD = new ConcurrentHashMap<>();

  private record Row(String metric, String name, Figure.Kind kind, double unit, String help) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(
              "numRecordsIn",
              "flink_records_in",
              Figure.Kind.COUNTER,
              1,
              "Records that operators have taken"),
          new Row(
              "numRecordsOut",
              "flink_records_out",
              Figure.Kind.COUNTER,
              1,
              "Records that operators have given on"),
          new Row(
              "busyTimeMsPerSecond",
              "flink_busy_ratio",
              Figure.Kind.GAUGE,
              MILLIS,
              "Part of its time that the busiest subtask works"),
          new Row(
              "backPressuredTimeMsPerSecond",
              "flink_back_pressured_ratio",
              Figure.Kind.GAUGE,
              MILLIS,
              "Part of its time that a subtask waits for those behind it"),
          new Row(
              "lastCheckpointDuration",
              "flink_last_checkpoint_seconds",
              Figure.Kind.GAUGE,
              MILLIS,
              "How long the last checkpoint took"),
          new Row(
              "lastCheckpointSize",
              "flink_last_checkpoint_bytes",
              Figure.Kind.GAUGE,
              1,
              "How large the last checkpoint was"),
          new Row(
              "numberOfCompletedCheckpoints",
              "flink_checkpoints_completed",
              Figure.Kind.COUNTER,
              1,
              "Checkpoints that were completed"),
          new Row(
              "numberOfFailedCheckpoints",
              "flink_checkpoints_failed",
              Figure.Kind.COUNTER,
              1,
              "Checkpoints that failed"),
          new Row(
              "numRestarts", "flink_job_restarts", Figure.Kind.COUNTER, 1, "Restarts of a job"));

  private record Heard(Row row, String job) {}

  /** The figures that were heard, added up or the highest, by job. */
  public static Figures figures() {
    return FlinkFigures::tell;
  }

  private static void tell(Consumer<Figure> to) {
    Map<String, Figure> sums = new TreeMap<>();
    HEARD.forEach(
        (metric, heard) -> {
          Row row = heard.row();
          double value = value(metric) * row.unit();
          // Before the first checkpoint Flink says -1.
          if (Double.isNaN(value) || value < 0) {
            return;
          }
          sums.merge(
              row.name() + '\0' + heard.job(),
              new Figure(row.name(), row.kind(), row.help(), Map.of("job", heard.job()), value),
              (a, b) ->
                  new Figure(
                      a.name(),
                      a.kind(),
                      a.help(),
                      a.labels(),
                      a.kind() == Figure.Kind.COUNTER
                          ? a.value() + b.value()
                          : Math.max(a.value(), b.value())));
        });
    sums.values().forEach(to);
  }

  private static double value(Metric metric) {
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    boolean number = metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number;
    return number ? ((Number) ((Gauge<?>) metric).getValue()).doubleValue() : Double.NaN;
  }

  @Override
  public void open(MetricConfig config) {
    // Nothing to be set.
  }

  @Override
  public void close() {
    // What was heard goes with its job.
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    Map<String, String> variables = group.getAllVariables();
    String job = variables.get("<job_name>");
    boolean chained = variables.containsKey("<operator_name>");
    for (Row row : TABLE) {
      // Those of tasks count: an operator's records would be counted with its task's again.
      if (row.metric().equals(name) && job != null && !chained) {
        HEARD.put(metric, new Heard(row, job));
      }
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    HEARD.remove(metric);
  }
}

package dev.millrace.dashboard.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What a Kafka Streams application says of itself: counters are added up over its threads, of the
 * rest the highest counts.
 *
 * @param app name of the application, a label
 * @param metrics its metrics
 */
public record StreamsFigures(
    String app, Supplier<? extends Map<MetricName, ? extends Metric>> metrics) implements Figures {

  private static final double MILLIS = 1e-3;

  private record Row(
      String group, String metric, String name, Figure.Kind kind, double unit, String help) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(
              "stream-thread-metrics",
              "process-total",
              "kafka_streams_processed_records",
              Figure.Kind.COUNTER,
              1,
              "Records that were processed"),
          new Row(
              "stream-thread-metrics",
              "process-latency-avg",
              "kafka_streams_process_latency_seconds",
              Figure.Kind.GAUGE,
              MILLIS,
              "Mean time to process the records of a poll"),
          new Row(
              "stream-thread-metrics",
              "commit-total",
              "kafka_streams_commits",
              Figure.Kind.COUNTER,
              1,
              "Commits"),
          new Row(
              "stream-thread-metrics",
              "commit-latency-avg",
              "kafka_streams_commit_latency_seconds",
              Figure.Kind.GAUGE,
              MILLIS,
              "Mean time of a commit"),
          new Row(
              "stream-task-metrics",
              "dropped-records-total",
              "kafka_streams_dropped_records",
              Figure.Kind.COUNTER,
              1,
              "Records that were passed over"),
          new Row(
              "consumer-fetch-manager-metrics",
              "records-lag-max",
              "kafka_streams_lag_records",
              Figure.Kind.GAUGE,
              1,
              "Most records that a partition is behind"));

  @Override
  public void tell(Consumer<Figure> to) {
    Map<MetricName, ? extends Metric> all = metrics.get();
    for (Row row : TABLE) {
      double value = Double.NaN;
      for (Map.Entry<MetricName, ? extends Metric> metric : all.entrySet()) {
        if (metric.getKey().group().equals(row.group)
            && metric.getKey().name().equals(row.metric)
            && metric.getValue().metricValue() instanceof Number number
            && !Double.isNaN(number.doubleValue())) {
          double one = number.doubleValue();
          boolean first = Double.isNaN(value);
          value =
              first ? one : row.kind == Figure.Kind.COUNTER ? value + one : Math.max(value, one);
        }
      }
      to.accept(new Figure(row.name, row.kind, row.help, Map.of("app", app), value * row.unit));
    }
  }
}

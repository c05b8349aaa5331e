package dev.millrace.dashboard.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All figures as Prometheus' text. Thread-safe. */
public final class Exposition {

  /** Content type of the text. */
  public static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

  private final PrometheusRegistry machine = new PrometheusRegistry();
  private final List<Figures> parts = new CopyOnWriteArrayList<>();

  public Exposition() {
    JvmMetrics.builder().register(machine);
  }

  /** Adds a part; closing takes it out again. */
  public AutoCloseable add(Figures part) {
    parts.add(part);
    return () -> parts.remove(part);
  }

  /** The text, UTF-8. */
  public byte[] text() {
    Map<String, List<Figure>> byName = new TreeMap<>();
    for (Figures part : parts) {
      try {
        part.tell(
            figure -> {
              if (!Double.isNaN(figure.value())) {
                byName.computeIfAbsent(figure.name(), name -> new ArrayList<>()).add(figure);
              }
            });
      } catch (RuntimeException e) {
        // The others are still worth having.
        LOG.debug("a part has no figures now", e);
      }
    }
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    machine.scrape().forEach(all::metricSnapshot);
    byName.values().forEach(figures -> all.metricSnapshot(snapshot(figures)));
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
    try {
      PrometheusTextFormatWriter.create().write(out, all.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static MetricSnapshot snapshot(List<Figure> figures) {
    Figure first = figures.get(0);
    // One point for equal labels: the last part that told it.
    Map<Labels, Double> points = new LinkedHashMap<>();
    figures.forEach(figure -> points.put(labels(figure), figure.value()));
    if (first.kind() == Figure.Kind.COUNTER) {
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder().name(first.name()).help(first.help());
      points.forEach(
          (labels, value) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels)
                      .value(Math.max(0, value))
                      .build()));
      return counter.build();
    }
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(first.name()).help(first.help());
    points.forEach(
        (labels, value) ->
            gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return gauge.build();
  }

  private static Labels labels(Figure figure) {
    Labels.Builder labels = Labels.builder();
    new TreeMap<>(figure.labels()).forEach(labels::label);
    return labels.build();
  }
}

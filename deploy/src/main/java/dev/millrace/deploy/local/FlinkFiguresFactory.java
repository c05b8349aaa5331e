package dev.millrace.deploy.local;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes {@link FlinkFigures}; Flink finds it as a service. */
public final class FlinkFiguresFactory implements MetricReporterFactory {

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new FlinkFigures();
  }
}

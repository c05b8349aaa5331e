package dev.millrace.deploy.cli;

import dev.millrace.deploy.report.LoopWatch;
import dev.millrace.deploy.report.TaskWatch;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Every few seconds a line per task: how fast, how late, which version, how good. */
final class Progress {

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final LoopWatch watch;
  private final PrintWriter out;
  private final Map<String, Long> before = new HashMap<>();
  private Instant last;

  Progress(LoopWatch watch, PrintWriter out) {
    this.watch = watch;
    this.out = out;
    this.last = watch.start();
  }

  /** Prints if it is time to. */
  void at(Instant now) {
    Duration passed = Duration.between(last, now);
    if (passed.compareTo(EVERY) < 0) {
      return;
    }
    last = now;
    watch.tasks().forEach((name, task) -> line(name, task.look(), passed));
    out.flush();
  }

  private void line(String task, TaskWatch.Look look, Duration passed) {
    long since = look.predictions() - before.getOrDefault(task, 0L);
    before.put(task, look.predictions());
    double seconds = passed.toMillis() / 1000.0;
    out.println(
        String.format(
            Locale.ROOT,
            "%-16s %7d predictions  %7.1f/s  p50 %s  p99 %s  version %s  %s",
            task,
            look.predictions(),
            since / seconds,
            millis(look.p50()),
            millis(look.p99()),
            look.version() < 0 ? "-" : Long.toString(look.version()),
            score(look.prequential())));
  }

  private static String millis(double millis) {
    return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.0f ms", millis);
  }

  /** The learner's own score beside that of saying the last label again. */
  static String score(Map<String, Double> metrics) {
    for (String metric : new String[] {"accuracy", "mae"}) {
      Double value = metrics.get(metric);
      if (value != null) {
        return String.format(
            Locale.ROOT,
            "%s %.4f (no change %.4f)",
            metric,
            value,
            metrics.getOrDefault("no_change", Double.NaN));
      }
    }
    return "";
  }
}

package dev.millrace.bench.dashboard;

import dev.millrace.bench.Machine;
import dev.millrace.bench.ScratchFolder;
import dev.millrace.bench.Spread;
import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The dashboard under a steady stream, without pages and with many. Broker, stream and pages' stand
 * ins are in this process, the dashboard in its own.
 */
@Command(name = "dashboard-load", mixinStandardHelpOptions = true)
public final class DashboardLoad implements Callable<Integer> {

  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  @Option(names = "--rate", description = "Predictions a second.")
  private double rate = 500;

  @Option(names = "--clients", description = "Pages; 0 measures none, for a browser of your own.")
  private int pages = 200;

  @Option(names = "--seconds", description = "How long each part is measured.")
  private int seconds = 30;

  @Option(names = "--warm-up", description = "Seconds before the first part, with the pages.")
  private int warmUp = 30;

  @Option(names = "--port", description = "The dashboard's port; 0 takes a free one.")
  private int port = 0;

  @Option(names = "--heap", description = "The dashboard's -Xmx.")
  private String heap = "512m";

  private final PrintStream out;

  DashboardLoad(PrintStream out) {
    this.out = out;
  }

  /** Runs the benchmark; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new DashboardLoad(System.out)).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    try (ScratchFolder folder = new ScratchFolder();
        LocalBroker broker = LocalBroker.start(folder.path().resolve("kafka"))) {
      KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), Topics.DEFAULT);
      try (Admin admin = kafka.admin()) {
        TopicCreator.withBrokerDefaults(admin).create(kafka.topics(), Set.of());
      }
      try (DashboardProcess dashboard =
              DashboardProcess.start(folder.path(), broker.bootstrapServers(), port, heap);
          SteadyStream stream = new SteadyStream(kafka, rate)) {
        out.printf("%s; the dashboard is at %s%n", Machine.text(), dashboard.url());
        measure(dashboard, stream);
      }
    }
    return 0;
  }

  private void measure(DashboardProcess dashboard, SteadyStream stream) throws Exception {
    List<EventReaders> none = List.of();
    if (pages == 0) {
      TimeUnit.SECONDS.sleep(seconds);
      return;
    }
    try (EventReaders warm = new EventReaders(dashboard.url(), pages)) {
      TimeUnit.SECONDS.sleep(warmUp);
    }
    out.println(
        "| pages | predictions/s | events a page, median (min to max) | MB/s to all | dropped"
            + " | cores | heap after GC, MiB | resident, MiB | load |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    row(dashboard, stream, none);
    try (EventReaders readers = new EventReaders(dashboard.url(), pages)) {
      // All have their answer, and what lay in the queue is gone.
      TimeUnit.SECONDS.sleep(2);
      row(dashboard, stream, List.of(readers));
    }
  }

  private void row(DashboardProcess dashboard, SteadyStream stream, List<EventReaders> readers)
      throws IOException, InterruptedException {
    List<Double> events = all(readers, EventReaders::events);
    double bytes = sum(all(readers, EventReaders::bytes));
    double dropped = dashboard.figure("millrace_dashboard_events_dropped_total");
    Duration processor = dashboard.processorTime();
    long sent = stream.sent();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    double took = (System.nanoTime() - start) / NANOS;
    double cores = (dashboard.processorTime().toNanos() - processor.toNanos()) / NANOS / took;
    long came = stream.sent() - sent;
    List<Double> later = all(readers, EventReaders::events);
    List<Double> each = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      each.add(later.get(i) - events.get(i));
    }
    double megabytes = (sum(all(readers, EventReaders::bytes)) - bytes) / MEGA / took;
    double lost = dashboard.figure("millrace_dashboard_events_dropped_total") - dropped;
    String load = Machine.load();
    // Before the heap is collected, which touches pages that were not in use.
    double resident = dashboard.residentMebibytes();
    out.printf(
        Locale.ROOT,
        "| %d | %.0f | %s | %.1f | %.0f | %.2f | %.0f | %.0f | %s |%n",
        each.size(),
        came / took,
        each.isEmpty() ? "–" : Spread.of(each).text(0),
        megabytes,
        lost,
        cores,
        dashboard.heapMebibytes(),
        resident,
        load);
  }

  private interface Counted {
    List<Double> of(EventReaders readers);
  }

  private static List<Double> all(List<EventReaders> readers, Counted counted) {
    return readers.stream().flatMap(one -> counted.of(one).stream()).toList();
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.LocalFlink;
import dev.millrace.deploy.local.Loop;
import dev.millrace.deploy.local.Meanwhile;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.Playing;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.Servers;
import dev.millrace.deploy.local.StateDirectory;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.deploy.report.Report;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the loop on sources that need no data. */
@Command(
    name = "demo",
    description = {
      "Run the loop on live sources that need no data: this host's telemetry, this process's log,",
      "and street signs that the demo draws itself."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /** Files of {@code examples/}, which the build copies beside this class's package. */
  private static final List<String> EXAMPLES = List.of("demo-cpu", "demo-logs", "demo-signs");

  private static final String FOLDER = "/dev/millrace/deploy/examples/";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private SizeOptions size = new SizeOptions();

  @Mixin private DashboardOptions dashboard = new DashboardOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the dashboard (default: 8090, or a free one if that is taken).")
  private @Nullable Integer port;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "End so long after the first prediction, for example 60s; else at Ctrl-C.")
  private @Nullable Duration time;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (StateDirectory state = surroundings.home().fresh(surroundings.clock());
        Logging.LogFile log = Logging.fileIn(state.folder())) {
      List<Task> tasks = tasks(state);
      try (Meanwhile<TaskBundles> bundles = TaskBundles.loading(tasks);
          Dashboard page = dashboard.listenForDemo(port, tasks, surroundings.clock(), out);
          Feeds feeds = Feeds.open(tasks, List.of(), Playing.unpaced(), surroundings.clock());
          Servers servers =
              Servers.start(
                  state,
                  null,
                  Map.of(),
                  new Topics(Topics.DEFAULT.prefix(), size.partitions()),
                  () -> LocalFlink.start(state.flink(), size.slots(), RestartPolicy.DEFAULT));
          Meanwhile<AutoCloseable> shown =
              Meanwhile.start(
                  "dashboard-start", () -> page.connect(servers.kafka(), state.dashboard()));
          Loop loop =
              Loop.start(plan(servers, tasks, state), bundles.get(), feeds, surroundings.clock());
          AutoCloseable measured = page.add(loop.figures())) {
        shown.get();
        out.println(
            "Kafka at " + servers.kafka().bootstrapServers() + ", all else in " + state.folder());
        stay(loop, servers, tasks, state, out);
      }
    }
    return 0;
  }

  private void stay(
      Loop loop, Servers servers, List<Task> tasks, StateDirectory state, PrintWriter out)
      throws IOException, InterruptedException {
    LoopRun run = new LoopRun(loop, surroundings.clock(), surroundings.stop(), out);
    Optional<Instant> drained =
        run.await(time == null ? new LoopRun.Stopped() : new LoopRun.After(time));
    Path folder = Files.createDirectories(state.folder().resolve("report"));
    Instant end = drained.orElseGet(surroundings.clock()::instant);
    Report report = run.report(servers.kafka(), tasks, folder, end);
    if (json) {
      out.println(report.json());
    } else {
      ReportTable.print(report, out);
      out.println();
      out.println("written to " + folder);
    }
    out.flush();
  }

  private Pipeline.Plan plan(Servers servers, List<Task> tasks, StateDirectory state) {
    return new Pipeline.Plan(
        servers.kafka(),
        servers.flink(),
        tasks,
        state.folder(),
        Pipeline.Start.FRESH,
        size.parallelism(),
        size.threads());
  }

  /** Copies the task files into the run's folder, where a person can read and change them. */
  private static List<Task> tasks(StateDirectory state) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String name : EXAMPLES) {
      Path file = state.folder().resolve(name + ".yaml");
      try (InputStream in = DemoCommand.class.getResourceAsStream(FOLDER + name + ".yaml")) {
        if (in == null) {
          throw new IllegalStateException(FOLDER + name + ".yaml is missing from the deploy jar");
        }
        Files.writeString(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file, e);
      }
      files.put(name, file);
    }
    state.tasks().write(files);
    return files.values().stream().map(TaskFile::read).toList();
  }
}

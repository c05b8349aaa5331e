package dev.millrace.deploy.cli;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.blob.BlobSweep;
import dev.millrace.deploy.blob.SweepClock;
import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.Loop;
import dev.millrace.deploy.local.Meanwhile;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.Playing;
import dev.millrace.deploy.local.Servers;
import dev.millrace.deploy.local.StateDirectory;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.deploy.report.Report;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.replay.ReplayClock;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** Runs the loop for the user's own tasks. */
@Command(
    name = "run",
    description = "Score, learn and serve: the whole loop, on embedded servers unless named.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private FlinkOptions flink = new FlinkOptions();

  @Mixin private HttpOptions http = new HttpOptions();

  @Mixin private SizeOptions size = new SizeOptions();

  @Mixin private PlayOptions play = new PlayOptions();

  @Mixin private BlobOptions blobs = new BlobOptions();

  @Mixin private DashboardOptions dashboard = new DashboardOptions();

  @Option(
      names = "--dashboard",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "" + DashboardSettings.DEFAULT_PORT,
      description =
          "Serve the dashboard beside the run (on port ${FALLBACK-VALUE} if none is given).")
  private @Nullable Integer dashboardPort;

  @Option(
      names = "--replay",
      paramLabel = "PATH",
      description = "File or folder of the recorded feeds; may be repeated.")
  private List<Path> replay = new ArrayList<>();

  @Option(
      names = "--label-delay",
      paramLabel = "N",
      description = "Send each label N events after its own, whatever the task file says.")
  private @Nullable Long labelDelay;

  @Option(names = "--drain", description = "End when the input is used up, and report.")
  private boolean drain;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write report.json, predictions.jsonl and prequential.jsonl there at the end.")
  private @Nullable Path out;

  @Option(names = "--resume", description = "Go on with the newest run, or that of --state.")
  private boolean resume;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Map<Path, Task> files = tasks.together();
    List<Task> wanted = files.values().stream().map(this::withLabelDelay).toList();
    checkDrain(wanted);
    http.check(wanted);
    BlobStore store = blobs.open(surroundings.clock());
    Claims claims = blobs.claims(store);
    try (Feeds feeds = open(wanted, claims);
        Shown page = show(wanted);
        StateDirectory state = state();
        Logging.LogFile log = Logging.fileIn(state.folder())) {
      remember(state, files);
      Topics topics = new Topics(kafka.topics().prefix(), size.partitions());
      try (Meanwhile<TaskBundles> bundles = TaskBundles.loading(wanted);
          Servers servers =
              Servers.start(
                  state,
                  kafka.bootstrapServers(),
                  kafka.clientSettings(),
                  topics,
                  () -> flink.open(state, slots(wanted)));
          Meanwhile<AutoCloseable> shown =
              Meanwhile.start("dashboard-start", () -> page.connect(servers.kafka(), state));
          Loop loop =
              Loop.start(plan(servers, wanted, state), bundles.get(), feeds, surroundings.clock());
          AutoCloseable measured = page.add(loop);
          AutoCloseable listening =
              http.start(
                  wanted, servers.kafka(), state.folder(), spec.commandLine().getErr(), claims);
          AutoCloseable sweeping = sweeping(store, servers)) {
        shown.get();
        stay(loop, servers, wanted, results(state));
      }
    }
    return 0;
  }

  /** A dashboard where one is wanted. */
  private record Shown(@Nullable Dashboard dashboard) implements AutoCloseable {

    AutoCloseable connect(KafkaAccess kafka, StateDirectory state) {
      return dashboard == null ? () -> {} : dashboard.connect(kafka, state.dashboard());
    }

    AutoCloseable add(Loop loop) {
      return dashboard == null ? () -> {} : dashboard.add(loop.figures());
    }

    @Override
    public void close() {
      if (dashboard != null) {
        dashboard.close();
      }
    }
  }

  private Shown show(List<Task> wanted) {
    return new Shown(
        dashboardPort == null
            ? null
            : dashboard.listen(
                dashboardPort, wanted, surroundings.clock(), spec.commandLine().getErr()));
  }

  private AutoCloseable sweeping(@Nullable BlobStore store, Servers servers) {
    return store == null
        ? () -> {}
        : SweepClock.start(
            new BlobSweep(store, servers.kafka(), BlobSweep.DEFAULT_MARGIN), surroundings.clock());
  }

  private void stay(Loop loop, Servers servers, List<Task> wanted, Path folder)
      throws InterruptedException {
    LoopRun run =
        new LoopRun(loop, surroundings.clock(), surroundings.stop(), spec.commandLine().getErr());
    Optional<Instant> drained = run.await(drain ? new LoopRun.Drained() : new LoopRun.Stopped());
    Instant end = drained.orElseGet(surroundings.clock()::instant);
    Report report = run.report(servers.kafka(), wanted, folder, end);
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(report.json());
    } else {
      ReportTable.print(report, writer);
      writer.println();
      writer.println("written to " + folder);
    }
    writer.flush();
  }

  private Path results(StateDirectory state) {
    Path folder = out == null ? state.folder().resolve("report") : out;
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder, e);
    }
  }

  /** The training job exists only where a task learns. */
  private int slots(List<Task> wanted) {
    return wanted.stream().anyMatch(Task::learns) ? size.slots() : size.parallelism();
  }

  private Pipeline.Plan plan(Servers servers, List<Task> wanted, StateDirectory state) {
    return new Pipeline.Plan(
        servers.kafka(),
        servers.flink(),
        wanted,
        state.folder(),
        resume ? Pipeline.Start.RESUME : Pipeline.Start.FRESH,
        size.parallelism(),
        size.threads(),
        blobs.address());
  }

  private Feeds open(List<Task> wanted, Claims claims) {
    try {
      Playing playing = play.playing(ReplayClock.UNPACED);
      Feeds feeds = Feeds.open(wanted, replay, playing, surroundings.clock());
      if (feeds.replay().isEmpty()) {
        play.refuseWhereUnused();
      }
      return feeds.claiming(claims).withGateways(wanted);
    } catch (UnusableSource e) {
      throw tasks.usage(String.valueOf(e.getMessage()));
    }
  }

  private StateDirectory state() {
    if (resume || kafka.state() != null) {
      return StateDirectory.open(kafka.stateDirectory(surroundings.home()));
    }
    return surroundings.home().fresh(surroundings.clock());
  }

  private static void remember(StateDirectory state, Map<Path, Task> files) {
    Map<String, Path> byName = new LinkedHashMap<>();
    files.forEach((file, task) -> byName.put(task.name(), file));
    state.tasks().write(byName);
  }

  private void checkDrain(List<Task> wanted) {
    for (Task task : wanted) {
      if (drain && (task.feed().format().live() || task.feed().format().external())) {
        throw tasks.usage(
            "--drain waits for the end of the input, and feed '"
                + task.feed().name()
                + "' of task "
                + task.name()
                + " has none; leave --drain out");
      }
    }
  }

  private Task withLabelDelay(Task task) {
    if (labelDelay == null) {
      return task;
    }
    LabelDelay delay = new LabelDelay(labelDelay, Duration.ZERO);
    return task.withFeed(task.feed().withLabelDelay(delay));
  }
}

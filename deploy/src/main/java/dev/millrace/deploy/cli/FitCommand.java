package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.LocalFlink;
import dev.millrace.deploy.local.Loop;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.Playing;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.Servers;
import dev.millrace.deploy.local.StateDirectory;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.deploy.report.FitReport;
import dev.millrace.deploy.report.LossCurve;
import dev.millrace.deploy.report.LossWords;
import dev.millrace.deploy.topic.ExampleLog;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.trainer.fit.Epoch;
import dev.millrace.trainer.fit.Fit;
import dev.millrace.trainer.fit.FitSettings;
import dev.millrace.trainer.learner.UnusableExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a task's head off-line, from a recording or from the example log of a run. */
@Command(
    name = "fit",
    description = {
      "Train a task's head off-line in several passes, so that a stream starts with a good one.",
      "Examples come from --replay, through the same pipeline as on the stream, or from the example"
          + " log of a run."
    },
    mixinStandardHelpOptions = true)
final class FitCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private SizeOptions size = new SizeOptions();

  @Option(
      names = "--replay",
      paramLabel = "PATH",
      description =
          "Recording of the task's feed; may be repeated. Without it the examples are"
              + " those that a run has logged.")
  private List<Path> replay = new ArrayList<>();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the examples (default: ${DEFAULT-VALUE}).")
  private int epochs = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples a step (default: the task's).")
  private @Nullable Integer batch;

  @Option(
      names = "--validation",
      paramLabel = "PART",
      description = "Part of the examples that is held out (default: ${DEFAULT-VALUE}).")
  private double validation = FitSettings.DEFAULT_VALIDATION;

  @Option(
      names = "--max-examples",
      paramLabel = "N",
      description = "Examples that are kept in memory at most (default: ${DEFAULT-VALUE}).")
  private int mostExamples = FitSettings.DEFAULT_MOST_EXAMPLES;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for bundle/, model.onnx, loss.svg and fit.json.")
  private Path out = Path.of("");

  FitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Task task = task();
    FitSettings settings = settings(task.train().orElseThrow());
    ModelBundle bundle = BundleLoader.load(task);
    TaskModel model = TaskModel.load(task, bundle);
    try (Fit fit = new Fit(task, model, settings)) {
      if (replay.isEmpty()) {
        try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
          read(open.kafka(), task, fit);
        }
      } else {
        play(task, fit);
      }
      FitReport report = train(task, fit);
      write(report, bundle, model, fit.best(), LossWords.of(task.train().orElseThrow().loss()));
    }
    return 0;
  }

  private Task task() {
    Map<Path, Task> files = tasks.required();
    Task task = files.values().iterator().next();
    if (files.size() > 1 || !task.learns()) {
      throw tasks.usage("fit trains one task: name one task file, with a `train` section");
    }
    if (!replay.isEmpty() && (kafka.bootstrapServers() != null || kafka.state() != null)) {
      throw tasks.usage(
          "--replay plays a recording through servers of its own; leave --bootstrap-servers and"
              + " --state out, or leave --replay out to fit on their example log");
    }
    if (task.train().orElseThrow().privacy() != null) {
      throw tasks.usage(
          "train.privacy counts each example once, and fit makes several passes; take it out of the"
              + " task file to fit without it");
    }
    if (epochs < 1) {
      throw tasks.usage("--epochs must be at least 1, not " + epochs);
    }
    // Nobody reads the predictions of these runs.
    return task.withFuse(List.of());
  }

  private FitSettings settings(TrainSpec train) {
    try {
      return new FitSettings(
          validation, batch == null ? train.batch() : batch, train.seed(), mostExamples);
    } catch (IllegalArgumentException e) {
      throw tasks.usage(String.valueOf(e.getMessage()));
    }
  }

  /** The recording through ingest, backbone and join, in a state directory of its own. */
  private void play(Task task, Fit fit) throws Exception {
    List<Task> one = List.of(task);
    try (Feeds feeds = open(one);
        StateDirectory state = surroundings.home().fresh(surroundings.clock());
        Logging.LogFile log = Logging.fileIn(state.folder());
        Servers servers =
            Servers.start(
                state,
                null,
                kafka.clientSettings(),
                kafka.topics(),
                () -> LocalFlink.start(state.flink(), size.slots(), RestartPolicy.NONE));
        Loop loop =
            Loop.start(
                plan(servers, one, state), TaskBundles.load(one), feeds, surroundings.clock())) {
      LoopRun run =
          new LoopRun(loop, surroundings.clock(), surroundings.stop(), spec.commandLine().getErr());
      if (run.await(new LoopRun.Drained()).isEmpty()) {
        throw new IllegalStateException("stopped before the recording was read to its end");
      }
      read(servers.kafka(), task, fit);
    }
  }

  private Feeds open(List<Task> one) {
    try {
      return Feeds.open(one, replay, Playing.unpaced(), surroundings.clock());
    } catch (UnusableSource e) {
      throw tasks.usage(String.valueOf(e.getMessage()));
    }
  }

  private Pipeline.Plan plan(Servers servers, List<Task> one, StateDirectory state) {
    return new Pipeline.Plan(
        servers.kafka(),
        servers.flink(),
        one,
        state.folder(),
        Pipeline.Start.FRESH,
        size.parallelism(),
        size.threads());
  }

  private static void read(KafkaAccess kafka, Task task, Fit fit) {
    new ExampleLog(kafka).read(task.name(), example -> add(fit, example));
  }

  private static void add(Fit fit, TrainingExample example) {
    try {
      fit.add(example);
    } catch (UnusableExample e) {
      throw new IllegalStateException(
          "example %d of task %s does not fit the task file: %s"
              .formatted(example.getSequence(), example.getTask(), e.getMessage()),
          e);
    }
  }

  private FitReport train(Task task, Fit fit) {
    EpochBar bar = new EpochBar(epochs, spec.commandLine().getErr());
    List<Epoch> passes = new ArrayList<>();
    passes.add(fit.start());
    for (int i = 1; i <= epochs && !surroundings.stop().requested(); i++) {
      int number = i;
      passes.add(fit.epoch(done -> bar.at(number, done)));
      bar.end(passes.get(passes.size() - 1));
    }
    return new FitReport(
        task.name(), fit.trainingExamples(), fit.validationExamples(), passes, fit.best().hash());
  }

  private void write(
      FitReport report, ModelBundle bundle, TaskModel model, ParameterPatch best, String loss)
      throws IOException {
    Files.createDirectories(out);
    bundle.startingFrom(best).toFolder(out.resolve("bundle"));
    Files.write(out.resolve("model.onnx"), model.learning().orElseThrow().exportModel(best));
    new LossCurve(report, loss).write(out.resolve("loss.svg"));
    report.json().write(out.resolve("fit.json"));
    FitTable.print(report, spec.commandLine().getOut());
    spec.commandLine()
        .getOut()
        .printf(
            "%nwritten to %s: bundle/, model.onnx, loss.svg, fit.json%n"
                + "to start a stream with it, put into the task file:  bundle: {path: %s}%n",
            out, out.resolve("bundle").toAbsolutePath());
    spec.commandLine().getOut().flush();
  }
}

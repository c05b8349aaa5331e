package dev.millrace.bench;

import dev.millrace.bench.RawConfiguration.Grouping;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The model alone against the whole pipeline: raw ONNX Runtime and pipeline take turns on the same
 * token ids in this JVM, never at the same time.
 */
@Command(name = "end-to-end", mixinStandardHelpOptions = true)
public final class EndToEnd implements Callable<Integer> {

  /** A quarter of the recording decides which raw configuration is the fastest. */
  private static final int SELECTION = 4;

  private static final String INFERENCE = "inference";
  private static final String BATCHED = "batched";
  private static final String LOOP = "loop";

  @Option(names = "--task", required = true, description = "Task file of a text task that learns.")
  private Path task = Path.of("");

  @Option(names = "--replay", required = true, description = "Its recording.")
  private Path replay = Path.of("");

  @Option(names = "--rounds", description = "Measured rounds.")
  private int rounds = 5;

  @Option(names = "--warm-ups", description = "Passes of each pipeline before the first round.")
  private int warmUps = 2;

  @Option(names = "--selection", description = "Passes that choose the raw configuration.")
  private int selectionPasses = 3;

  @Option(names = "--partitions", description = "Partitions of each topic.")
  private int partitions = 4;

  @Option(names = "--threads", description = "Scoring threads; by default one a core.")
  private int threads = Machine.cores();

  @Option(
      names = "--repeat-texts",
      description = "How often a pass plays the recording over, the raw one too.")
  private int repeats = 1;

  @Option(
      names = "--batch",
      description = "Most texts of a run in the variant 'batched', which does not learn.")
  private int batch = 8;

  @Option(names = "--variants", split = ",", description = "inference, batched, loop")
  private List<String> variants = List.of(INFERENCE, BATCHED, LOOP);

  private final PrintStream out;

  EndToEnd(PrintStream out) {
    this.out = out;
  }

  /** Runs the benchmark; see {@code --help}. */
  public static void main(String[] args) {
    // The servers leave threads behind that are of no use to anyone.
    System.exit(new CommandLine(new EndToEnd(System.out)).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Task learning = TaskFile.read(task);
    if (repeats == 1) {
      return measure(learning, replay);
    }
    try (ScratchFolder folder = new ScratchFolder()) {
      return measure(
          learning, RepeatedRecording.write(learning.feed(), replay, repeats, folder.path()));
    }
  }

  private int measure(Task learning, Path recording) throws Exception {
    ModelBundle bundle = BundleLoader.load(learning);
    TokenizedTexts texts = TokenizedTexts.read(learning, recording, bundle);
    out.printf("%s%n", Machine.text());
    out.printf(
        "%d texts (the recording %d times over), %.1f tokens on average%n",
        texts.size(), repeats, texts.meanTokens());
    byte[] onnx = bundle.graph(BundleManifest.MODEL).toBytes();
    Map<RawConfiguration, Rate> candidates = candidates(onnx, texts);
    RawConfiguration fastest = fastest(candidates, how -> true);
    RawConfiguration alone = fastest(candidates, how -> how.grouping() == Grouping.ALONE);
    Map<String, PipelineRun> pipelines = pipelines(learning, recording, texts.size());
    ResultTable results = new ResultTable();
    for (int pass = 1; pass <= warmUps; pass++) {
      for (Map.Entry<String, PipelineRun> pipeline : pipelines.entrySet()) {
        told("warm-up " + pass, pipeline.getKey(), pipeline.getValue()::measure);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (RawConfiguration how : new LinkedHashSet<>(List.of(fastest, alone))) {
        try (RawRun raw = RawRun.prepare(onnx, texts, how)) {
          results.addRaw(how.name(), told("round " + round, "raw " + how.name(), raw::measure));
        }
      }
      pipelines("round " + round, pipelines, results);
    }
    out.print(results.markdown());
    return 0;
  }

  private Map<RawConfiguration, Rate> candidates(byte[] onnx, TokenizedTexts texts)
      throws Exception {
    TokenizedTexts some = texts.every(SELECTION * repeats);
    Map<RawConfiguration, Rate> best = new LinkedHashMap<>();
    // Passes take turns, so that a disturbance does not hit one candidate alone.
    for (int pass = 1; pass <= selectionPasses; pass++) {
      for (RawConfiguration candidate : RawConfiguration.all(Machine.cores())) {
        try (RawRun run = RawRun.prepare(onnx, some, candidate)) {
          Rate rate = told("selection " + pass, "raw " + candidate.name(), run::measure);
          best.merge(candidate, rate, Rate::faster);
        }
      }
    }
    return best;
  }

  private static RawConfiguration fastest(
      Map<RawConfiguration, Rate> candidates, Predicate<RawConfiguration> wanted) {
    return candidates.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .max(Comparator.comparing(entry -> entry.getValue().perSecond()))
        .orElseThrow()
        .getKey();
  }

  private Map<String, PipelineRun> pipelines(Task learning, Path recording, int texts) {
    Map<String, PipelineRun> runs = new LinkedHashMap<>();
    for (String variant : new ArrayList<>(variants)) {
      Task wanted =
          variant.equals(LOOP) ? learning : frozen(learning, variant.equals(BATCHED) ? batch : 1);
      runs.put(
          variant,
          new PipelineRun(new PipelineSetup(wanted, recording, texts, partitions, threads)));
    }
    return runs;
  }

  /** The same task without what learns: its prediction is the embedding. */
  private static Task frozen(Task task, int batch) {
    return new Task(
        task.name(),
        task.feed(),
        List.of(),
        task.bundle(),
        task.window(),
        new DecodeSpec.Vector(),
        null,
        new ServeSpec(task.serve().delivery(), batch));
  }

  private void pipelines(String round, Map<String, PipelineRun> pipelines, ResultTable results)
      throws Exception {
    for (Map.Entry<String, PipelineRun> pipeline : pipelines.entrySet()) {
      String what = pipeline.getKey();
      PipelineRate rate = told(round, what, pipeline.getValue()::measure);
      results.add(what + ", to the last visible prediction", rate.whole());
      results.add(what + ", middle 80 %", new Rate(rate.steady(), Double.NaN));
      if (what.equals(LOOP)) {
        results.add(what + ", until all is learned", rate.drained());
      }
    }
  }

  /** Measures and tells the result, with the load that others had put on the machine before. */
  private <R> R told(String when, String what, Callable<R> measurement) throws Exception {
    String load = Machine.load();
    R rate = measurement.call();
    out.printf("%s, load %s before: %s %s%n", when, load, what, rate);
    return rate;
  }
}

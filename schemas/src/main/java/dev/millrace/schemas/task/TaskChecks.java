package dev.millrace.schemas.task;

import dev.millrace.schemas.task.LabelSpec.As;
import dev.millrace.schemas.yaml.Problems;
import dev.millrace.schemas.yaml.YamlMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the parts of a task must agree on. A check runs only where the parts it looks at are sound,
 * so that one error isn't reported twice.
 */
final class TaskChecks {

  private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

  private final YamlMap map;
  private final Task task;
  private final Feed feed;
  private final Problems problems;

  TaskChecks(YamlMap map, Task task, Problems problems) {
    this.map = map;
    this.task = task;
    this.feed = task.feed();
    this.problems = problems;
  }

  void run() {
    check(List.of("feed", "window"), this::window);
    check(List.of("feed", "window", "decode"), this::target);
    check(List.of("feed"), this::labelSource);
    check(List.of("feed", "classes", "decode", "train"), this::labelKind);
    check(List.of("feed", "train"), this::labelsWhereItTrains);
    check(List.of("classes", "decode", "train", "bundle", "feed"), this::classes);
    check(List.of("decode", "train", "feed", "classes"), this::trainable);
    check(List.of("decode", "track", "bundle"), this::track);
  }

  private void check(List<String> keys, Runnable check) {
    // An unknown key at the top may be any part that then seems to be missing.
    if (problems.noneIn(keys) && !map.hasUnknownKeys()) {
      check.run();
    }
  }

  private boolean isSensor() {
    return feed.kind() == FeedFormat.Kind.SENSOR;
  }

  private void window() {
    WindowSpec window = task.window();
    if (isSensor() && window == null) {
      map.problem("window", "is missing; a sensor feed needs {length: readings}");
    } else if (!isSensor() && window != null) {
      map.problem("window", "is only for sensor feeds; drop it");
    } else if (window != null) {
      List<String> channels = feed.columns().channels();
      for (String channel : window.channels()) {
        if (!channels.isEmpty() && !channels.contains(channel)) {
          map.problem("window.channels", unknownChannel(channel, channels));
        }
      }
    }
  }

  static String unknownChannel(String channel, List<String> channels) {
    return "'" + channel + "' is no channel of the feed, which has " + String.join(", ", channels);
  }

  private void target() {
    WindowSpec window = task.window();
    String target = window == null ? null : window.target();
    if (target == null) {
      return;
    }
    if (!window.channels().contains(target)) {
      map.problem("window.target", unknownChannel(target, window.channels()));
    }
    if (!(task.decode() instanceof DecodeSpec.Regression)) {
      map.problem("window.target", "is only for predicted values; drop it");
    }
  }

  private void labelSource() {
    LabelSpec labels = feed.labels();
    if (labels instanceof LabelSpec.LogLevel && feed.format() != FeedFormat.PROCESS_LOG) {
      map.problem("feed.label", "logLevel is only for the format process-log");
    }
    boolean table =
        !feed.columns().equals(Feed.Columns.NONE) && feed.format() != FeedFormat.RECORDING;
    if (labels instanceof LabelSpec.InColumn && !table) {
      map.problem("feed.label", "column is only for csv, tsv and jsonl");
    }
    if (labels instanceof LabelSpec.FutureValue && !isSensor()) {
      map.problem("feed.label", "future is only for sensor feeds");
    }
    if (labels instanceof LabelSpec.FutureValue future
        && !feed.columns().channels().isEmpty()
        && !feed.columns().channels().contains(future.channel())) {
      map.problem("feed.label", unknownChannel(future.channel(), feed.columns().channels()));
    }
    if (labels instanceof LabelSpec.InFiles in && in.files().size() != feed.files().size()) {
      map.problem(
          "feed.label",
          "has " + in.files().size() + " label files for " + feed.files().size() + " files");
    }
    if (labels != null && feed.gateway() instanceof KafkaSpec) {
      gatewayLabel(labels);
    }
    if (labels == null && !feed.labelDelay().equals(LabelDelay.NONE)) {
      map.problem("feed.labelDelay", "needs label, which says where the labels come from");
    }
  }

  /** What comes from a topic is never held back: its offset is committed when Kafka has it. */
  private void gatewayLabel(LabelSpec labels) {
    if (!(labels instanceof LabelSpec.InColumn)) {
      map.problem("feed.label", "is a column here; other labels are sent to the topic raw.labels");
    }
    if (!feed.labelDelay().equals(LabelDelay.NONE)) {
      map.problem("feed.labelDelay", "is only for recordings; late labels go to raw.labels");
    }
  }

  private void labelKind() {
    LabelSpec labels = feed.labels();
    if (labels == null) {
      return;
    }
    boolean regression = task.decode() instanceof DecodeSpec.Regression;
    As as = as(labels);
    if (regression && as != As.VALUE) {
      map.problem("feed.label", "must be 'as: value', since the task predicts values");
    }
    if (!regression && as == As.VALUE) {
      map.problem("feed.label", "is a value, but the task does not predict values");
    }
    if (task.decode() instanceof DecodeSpec.Regression values && values.names().size() > 1) {
      map.problem("decode", "names " + values.names().size() + " values, but a label has one");
    }
    boolean weighted =
        task.learns() && task.train().orElseThrow().loss() instanceof LossSpec.Weighted;
    if (weighted && labels.weightOrNull() == null) {
      map.problem(
          "feed.label",
          "has no weight, and train.exampleWeight wants one; write {column: COLUMN, weight:"
              + " COLUMN}");
    }
    if (!weighted && labels.weightOrNull() != null) {
      map.problem("feed.label", "has a weight, which needs 'exampleWeight: label' below train");
    }
    if (labels instanceof LabelSpec.LogLevel && !LEVELS.containsAll(task.classes())) {
      map.problem("classes", "must be log levels: TRACE, DEBUG, INFO, WARN, ERROR");
    }
  }

  private static As as(LabelSpec labels) {
    if (labels instanceof LabelSpec.InColumn in) {
      return in.as();
    }
    if (labels instanceof LabelSpec.InFiles in) {
      return in.as();
    }
    return labels instanceof LabelSpec.FutureValue ? As.VALUE : As.NAME;
  }

  private void labelsWhereItTrains() {
    if (task.learns() && feed.labels() == null && !feed.format().external()) {
      map.problem("feed.label", "is missing; a task that trains needs labels");
    }
  }

  private void classes() {
    DecodeSpec decode = task.decode();
    int count = task.classes().size();
    boolean named = decode instanceof DecodeSpec.Classes || decode instanceof DecodeSpec.Yolox;
    if (decode instanceof DecodeSpec.Classes && (task.learns() || count > 0) && count < 2) {
      map.problem("classes", "must name at least 2 classes, not " + count);
    } else if (named && count == 0 && bringsNoLabels()) {
      map.problem("classes", "is missing, and the bundle has no 'labels' file");
    }
    if (count > 0 && !named) {
      map.problem("classes", "is only for tasks that predict classes or find objects; drop it");
    }
  }

  private boolean bringsNoLabels() {
    return task.bundle() instanceof BundleSource.Inline inline
        && !inline.manifest().files().containsKey(BundleManifest.LABELS);
  }

  private void trainable() {
    DecodeSpec decode = task.decode();
    if (task.learns()
        && !(decode instanceof DecodeSpec.Classes)
        && !(decode instanceof DecodeSpec.Regression)) {
      map.problem("train", "needs decode: classes or regression; others cannot be trained");
    }
  }

  private void track() {
    DecodeSpec decode = task.decode();
    if (task.track() != null && !decode.findsBoxes()) {
      map.problem(
          "track",
          "needs boxes, and decode: %s finds none; write decode: yolox or textLines, or drop it"
              .formatted(decode.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
    }
  }
}

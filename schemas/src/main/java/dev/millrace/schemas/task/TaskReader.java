package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.Problems;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The top level of a task file. */
final class TaskReader {

  /** Names become parts of topic names, keys and file names. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");

  private static final Map<String, ServeSpec.Delivery> DELIVERIES =
      Map.of(
          "exactly-once", ServeSpec.Delivery.EXACTLY_ONCE,
          "at-least-once", ServeSpec.Delivery.AT_LEAST_ONCE);

  private TaskReader() {}

  static Task read(YamlMap map, Path folder, Problems problems) {
    String name = name(map.require("task"));
    Feed feed = map.require("feed").map(keys -> FeedReader.read(keys, folder));
    List<String> classes =
        map.find("classes").map(value -> ClassesReader.read(value, folder)).orElse(List.of());
    BundleSource bundle = ManifestReader.source(map.require("bundle"), folder);
    WindowSpec window =
        map.find("window")
            .map(value -> value.map(keys -> WindowReader.read(keys, feed)))
            .orElse(null);
    DecodeSpec fallback = DecodeReader.fallback(feed, classes, bundle, map.has("train"));
    DecodeSpec decode =
        map.find("decode").map(value -> DecodeReader.read(value, feed)).orElse(fallback);
    TrainSpec train =
        map.find("train")
            .map(value -> value.map(keys -> TrainReader.read(keys, decode, classes)))
            .orElse(null);
    ServeSpec serve = map.map("serve", TaskReader::serve, ServeSpec.DEFAULT);
    List<FuseSpec> fuse =
        map.find("fuse").map(value -> FuseReader.read(value, feed, folder)).orElse(List.of());
    TrackSpec track = map.find("track").map(value -> value.map(TrackReader::read)).orElse(null);
    Task task = new Task(name, feed, classes, bundle, window, decode, train, serve, fuse, track);
    new TaskChecks(map, task, problems).run();
    return task;
  }

  /** The name of a task or feed. */
  static String name(YamlValue value) {
    return value.scalar(
        "a name of up to 100 letters, digits, '.', '_' and '-'",
        "unnamed",
        text -> NAME.matcher(text).matches() ? text : null);
  }

  private static ServeSpec serve(YamlMap map) {
    return new ServeSpec(
        map.choice("delivery", DELIVERIES, ServeSpec.DEFAULT.delivery()),
        map.find("batch")
            .map(value -> (int) value.integer(1, ManifestReader.LARGEST_BATCH))
            .orElse(null));
  }
}

package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code decode}. */
final class DecodeReader {

  /** Most boxes a picture that a reader can make use of. */
  private static final int MOST_BOXES = 100_000;

  private DecodeReader() {}

  /** What a task most likely wants that names no decoder. */
  static DecodeSpec fallback(Feed feed, List<String> classes, BundleSource bundle, boolean trains) {
    List<String> values = valueNames(feed);
    if (trains && !values.isEmpty()) {
      return new DecodeSpec.Regression(values);
    }
    if (bundle instanceof BundleSource.Inline inline
        && inline.manifest().input() instanceof BundleManifest.ReadingInput) {
      return DecodeSpec.TextLines.DEFAULT;
    }
    return trains || !classes.isEmpty() ? new DecodeSpec.Classes() : new DecodeSpec.Vector();
  }

  /** What the predicted values are called after their labels; empty where labels are classes. */
  private static List<String> valueNames(Feed feed) {
    LabelSpec labels = feed.labels();
    if (labels instanceof LabelSpec.FutureValue future) {
      return List.of(future.channel());
    }
    if (labels instanceof LabelSpec.InColumn in && in.as() == LabelSpec.As.VALUE) {
      return List.of(in.column());
    }
    return labels instanceof LabelSpec.InFiles in && in.as() == LabelSpec.As.VALUE
        ? List.of("value")
        : List.of();
  }

  static DecodeSpec read(YamlValue value, Feed feed) {
    if (value.isMap()) {
      return value.map(DecodeReader::withSettings);
    }
    List<String> values = valueNames(feed);
    DecodeSpec regression = new DecodeSpec.Regression(values);
    DecodeSpec chosen =
        value.choice(
            Map.of(
                "classes",
                new DecodeSpec.Classes(),
                "vector",
                new DecodeSpec.Vector(),
                "regression",
                regression,
                "yolox",
                DecodeSpec.Yolox.DEFAULT,
                "textLines",
                DecodeSpec.TextLines.DEFAULT),
            new DecodeSpec.Vector());
    if (chosen == regression && values.isEmpty()) {
      value.problem("needs names for its values: {regression: [name]}");
    }
    return chosen;
  }

  private static DecodeSpec withSettings(YamlMap map) {
    List<DecodeSpec> given = new ArrayList<>();
    map.find("regression").map(DecodeReader::regression).ifPresent(given::add);
    map.find("yolox").map(value -> value.map(DecodeReader::yolox)).ifPresent(given::add);
    map.find("textLines").map(value -> value.map(DecodeReader::textLines)).ifPresent(given::add);
    if (given.size() == 1) {
      return given.get(0);
    }
    map.problem(
        "regression",
        given.isEmpty()
            ? "is missing; a decoder is classes, vector, {regression: [name]}, yolox or textLines"
            : "stands beside another decoder; a task has one");
    return new DecodeSpec.Vector();
  }

  private static DecodeSpec regression(YamlValue value) {
    List<String> names = value.texts();
    if (names.isEmpty()) {
      value.problem("must name at least one value");
    }
    return new DecodeSpec.Regression(names);
  }

  private static DecodeSpec yolox(YamlMap map) {
    DecodeSpec.Yolox defaults = DecodeSpec.Yolox.DEFAULT;
    List<Integer> strides =
        map.find("strides")
            .map(v -> v.list().stream().map(stride -> (int) stride.integer(1, 1024)).toList())
            .orElse(defaults.strides());
    if (strides.isEmpty()) {
      map.problem("strides", "must name at least one stride");
    }
    return new DecodeSpec.Yolox(
        strides,
        map.decimal("score", 0, 1, defaults.scoreThreshold()),
        map.decimal("iou", 0, 1, defaults.iouThreshold()),
        map.integer("maxBoxes", 1, MOST_BOXES, defaults.maxBoxes()));
  }

  private static DecodeSpec textLines(YamlMap map) {
    DecodeSpec.TextLines defaults = DecodeSpec.TextLines.DEFAULT;
    return new DecodeSpec.TextLines(
        map.decimal("pixel", 0, 1, defaults.pixelThreshold()),
        map.decimal("box", 0, 1, defaults.boxThreshold()),
        map.decimal("unclip", 1, 10, defaults.unclipRatio()),
        map.decimal("text", 0, 1, defaults.textThreshold()),
        map.integer("maxBoxes", 1, MOST_BOXES, defaults.maxBoxes()));
  }
}

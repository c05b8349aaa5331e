package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code feed.label} and {@code feed.labelDelay}. */
final class LabelReader {

  private static final Map<String, LabelSpec.As> AS =
      Map.of(
          "name", LabelSpec.As.NAME,
          "index", LabelSpec.As.INDEX,
          "value", LabelSpec.As.VALUE);

  private LabelReader() {}

  static LabelSpec read(YamlValue value) {
    if (value.isScalar()) {
      return value.choice(Map.of("logLevel", new LabelSpec.LogLevel()), new LabelSpec.LogLevel());
    }
    return value.map(LabelReader::fromKeys);
  }

  private static LabelSpec fromKeys(YamlMap map) {
    LabelSpec.As as = map.choice("as", AS, LabelSpec.As.NAME);
    List<String> kinds =
        List.of("column", "files", "future").stream().filter((Predicate<String>) map::has).toList();
    if (kinds.size() != 1) {
      map.problem(
          kinds.isEmpty() ? "column" : kinds.get(1),
          kinds.isEmpty()
              ? "is missing; a label comes from column, files or future, or is logLevel"
              : "is given beside " + kinds.get(0) + "; a label comes from one place");
      map.has("ahead");
      map.has("weight");
      return new LabelSpec.LogLevel();
    }
    if (map.has("ahead") && !map.has("future")) {
      map.problem("ahead", "is only for future");
    }
    if (map.has("weight") && !map.has("column")) {
      map.problem("weight", "is only for column, which it lies beside");
    }
    if (map.has("as") && map.has("future")) {
      map.problem("as", "does not go with future, which is always a value");
    }
    if (map.has("future")) {
      return new LabelSpec.FutureValue(map.text("future"), map.require("ahead").duration());
    }
    return map.has("column")
        ? new LabelSpec.InColumn(map.text("column"), as, map.textOrNull("weight"))
        : new LabelSpec.InFiles(map.require("files").texts(), as);
  }

  static LabelDelay delay(YamlValue value) {
    return value.scalar(
        "a number of events such as '500 events', or a duration such as 10s",
        LabelDelay.NONE,
        text -> {
          try {
            return LabelDelay.parse(text);
          } catch (IllegalArgumentException e) {
            return null;
          }
        });
  }
}

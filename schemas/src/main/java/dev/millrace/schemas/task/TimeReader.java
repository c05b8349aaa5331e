package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** {@code feed.time}: {@code {column, pattern}} or {@code {start, step}}. */
final class TimeReader {

  private TimeReader() {}

  static TimeSpec read(YamlMap map) {
    TimeSpec counted = TimeSpec.COUNTED;
    TimeSpec time =
        new TimeSpec(
            map.textOrNull("column"),
            map.find("pattern").map(TimeReader::pattern).orElse(null),
            map.find("start").map(YamlValue::instant).orElse(counted.start()),
            map.duration("step", counted.step()));
    for (String key : List.of("start", "step")) {
      if (map.has("column") && map.has(key)) {
        map.problem(key, "is given beside column; rows are timed by one or the other");
      }
    }
    if (map.has("pattern") && !map.has("column")) {
      map.problem("pattern", "needs column, which names the column with the time");
    }
    return time;
  }

  private static String pattern(YamlValue value) {
    return value.scalar(
        "a date and time pattern such as yyyy-MM-dd HH:mm:ss, or epochMillis",
        "yyyy",
        text -> {
          if (EpochUnit.of(text).isPresent()) {
            return text;
          }
          try {
            return DateTimeFormatter.ofPattern(text, Locale.ROOT).toString().isEmpty()
                ? null
                : text;
          } catch (IllegalArgumentException e) {
            return null;
          }
        });
  }
}

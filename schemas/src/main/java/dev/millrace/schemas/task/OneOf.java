package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A value that is one of several, each with settings of its own: {@code name}, where every setting
 * has a default, or {@code {name: {setting: 1}}}.
 */
final class OneOf<T> {

  private final String example;
  private final Map<String, T> standard = new LinkedHashMap<>();
  private final Map<String, Function<YamlValue, T>> readers = new LinkedHashMap<>();

  /**
   * An empty table.
   *
   * @param example what to write where nothing is named, in the words of an error
   */
  OneOf(String example) {
    this.example = example;
  }

  /** A row whose settings all have defaults. */
  OneOf<T> row(String name, T defaults, Function<YamlMap, T> reader) {
    standard.put(name, defaults);
    return settings(name, reader);
  }

  /** A row without settings. */
  OneOf<T> row(String name, T only) {
    return row(name, only, map -> only);
  }

  /** A row that needs settings. */
  OneOf<T> settings(String name, Function<YamlMap, T> reader) {
    return value(name, value -> value.map(reader));
  }

  /** A row whose settings are no map. */
  OneOf<T> value(String name, Function<YamlValue, T> reader) {
    readers.put(name, reader);
    return this;
  }

  /** Reads a value; the stand-in after a problem. */
  T read(YamlValue value, T standIn) {
    if (value.isMap()) {
      return value.map(map -> read(map, standIn));
    }
    if (value.isScalar() && readers.containsKey(value.text()) && !isWord(value.text())) {
      value.problem("needs settings; write " + example);
      return standIn;
    }
    return value.choice(standard, standIn);
  }

  private boolean isWord(String name) {
    return standard.containsKey(name);
  }

  /** Reads a map of one key. */
  T read(YamlMap map, T standIn) {
    List<String> given = new ArrayList<>();
    for (String name : readers.keySet()) {
      if (map.has(name)) {
        given.add(name);
      }
    }
    if (given.isEmpty()) {
      map.problem(readers.keySet().iterator().next(), "is missing; write " + example);
      return standIn;
    }
    if (given.size() > 1) {
      map.problem(given.get(1), "is given beside " + given.get(0) + "; drop one of them");
    }
    T result = standIn;
    for (String name : given) {
      result = readers.get(name).apply(map.require(name));
    }
    return result;
  }
}

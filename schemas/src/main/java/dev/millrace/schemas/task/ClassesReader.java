package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code classes}: a list of names, or {@code {file: names.txt}} with one name a line. */
final class ClassesReader {

  /** Largest list: four times the largest common one (ImageNet-21k). */
  private static final int MOST = 100_000;

  private static final long MAX_FILE_BYTES = 16L << 20;

  private ClassesReader() {}

  static List<String> read(YamlValue value, Path folder) {
    List<String> names =
        value.isMap()
            ? value.map(map -> lines(map.require("file"), folder))
            : value.isList() ? value.texts() : List.of();
    if (!value.isMap() && !value.isList()) {
      value.problem("must be a list of names or {file: names.txt}");
    }
    if (names.size() > MOST) {
      value.problem("has " + names.size() + " names; the limit is " + MOST);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isBlank()) {
        value.problem("a class name is empty");
      } else if (!seen.add(name)) {
        value.problem("names '" + name + "' twice");
      }
    }
    return names;
  }

  private static List<String> lines(YamlValue value, Path folder) {
    String name = value.text();
    if (name.isEmpty()) {
      return List.of();
    }
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        value.problem(file + " is larger than " + MAX_FILE_BYTES + " bytes");
        return List.of();
      }
      return Files.readAllLines(file).stream().map(String::strip).toList();
    } catch (IOException e) {
      value.problem("cannot read " + file + " as UTF-8 text: " + e);
      return List.of();
    }
  }
}

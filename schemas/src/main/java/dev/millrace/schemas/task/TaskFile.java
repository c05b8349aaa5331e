package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.Problems;
import dev.millrace.schemas.yaml.YamlDocument;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.Path;

/**
 * Reads a task from YAML. {@code examples/README.md} lists all keys; the short form:
 *
 * <pre>{@code
 * task: sms-spam
 * feed:
 *   name: sms
 *   format: tsv
 *   columns: {text: SMS}
 *   label: {column: Label}
 * classes: [ham, spam]
 * bundle: minilm-l6-v2-int8
 * train: {head: linear}
 * }</pre>
 *
 * <p>Unknown keys, wrong types, missing keys, values out of range and parts that do not fit each
 * other are all errors, and all are reported at once.
 */
public final class TaskFile {

  private TaskFile() {}

  /**
   * Reads a task file. Its relative paths to bundles and class lists start at its own folder.
   *
   * @throws TaskFileException if anything is wrong with it, or it cannot be read
   */
  public static Task read(Path file) {
    Problems problems = new Problems(file.toString());
    YamlValue root = YamlDocument.read(file, problems);
    Path folder = file.toAbsolutePath().normalize().getParent();
    return task(root, folder, problems);
  }

  /**
   * Reads a task from text.
   *
   * @param text the YAML
   * @param name what errors call it
   * @param folder absolute folder where its relative paths start
   * @throws TaskFileException if anything is wrong with it
   */
  public static Task parse(String text, String name, Path folder) {
    Problems problems = new Problems(name);
    return task(YamlDocument.parse(text, problems), folder, problems);
  }

  private static Task task(YamlValue root, Path folder, Problems problems) {
    Task task = root.map(map -> TaskReader.read(map, folder, problems));
    if (!problems.none()) {
      throw new TaskFileException(problems.byLine());
    }
    return task;
  }
}

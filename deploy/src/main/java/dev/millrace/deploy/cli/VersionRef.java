package dev.millrace.deploy.cli;

import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.topic.ModelLog;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A version as it is named on the command line: {@code task@12}, {@code task@latest} or {@code
 * task@champion}; the task alone means the champion.
 *
 * @param task name of the task
 * @param which number, {@code latest} or {@code champion}
 */
record VersionRef(String task, String which) {

  static final String LATEST = "latest";
  static final String CHAMPION = "champion";
  static final String SYNTAX = "TASK@VERSION";

  /** Reads the text of an argument. */
  static final class Converter implements ITypeConverter<VersionRef> {
    @Override
    public VersionRef convert(String text) {
      int at = text.lastIndexOf('@');
      String which = at < 0 ? CHAMPION : text.substring(at + 1);
      String task = at < 0 ? text : text.substring(0, at);
      boolean known = which.equals(LATEST) || which.equals(CHAMPION) || which.matches("\\d{1,18}");
      if (task.isEmpty() || !known) {
        throw new TypeConversionException(
            "'" + text + "' names no version; write task@12, task@latest or task@champion");
      }
      return new VersionRef(task, which);
    }
  }

  /**
   * The version that is meant.
   *
   * @throws IllegalStateException if the topic does not hold it
   */
  ModelVersion in(ModelLog log) {
    long number =
        switch (which) {
          case LATEST -> log.requireTask(task).lastKey();
          case CHAMPION -> log.champion(task);
          default -> Long.parseLong(which);
        };
    return log.require(task, number);
  }
}

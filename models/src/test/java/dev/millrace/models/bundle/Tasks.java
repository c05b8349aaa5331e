package dev.millrace.models.bundle;

import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Task files for tests, as users write them. */
final class Tasks {

  private Tasks() {}

  static Task read(Path folder, String yaml) {
    try {
      Path file = Files.writeString(folder.resolve("task.yaml"), yaml);
      return TaskFile.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sms(String train) {
    return """
        task: sms
        feed: {name: sms, format: tsv, columns: {text: SMS}, label: {column: Label}}
        classes: [ham, spam]
        bundle: minilm-l6-v2-int8
        %s
        """
        .formatted(train);
  }

  static String sensor() {
    return """
        task: cpu
        feed: {name: host, format: host-telemetry, label: {future: cpu, ahead: 10s}}
        bundle: sensor-window
        window: {length: 5, channels: [cpu, memory], target: cpu}
        train: {head: {hidden: 3}, loss: mean-squared-error, seed: 7}
        """;
  }
}

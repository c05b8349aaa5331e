package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;

/** Task files in text, and what is wrong with them. */
final class TaskFixtures {

  static final Path FOLDER = Path.of("/tasks");

  /** A text task in eleven lines; the tests change one thing each. */
  static final String SMS =
      """
      task: sms-spam
      feed:
        name: sms
        format: tsv
        columns: {text: SMS}
        label: {column: Label}
      classes: [ham, spam]
      bundle: minilm-l6-v2-int8
      train:
        head: linear
        batch: 1
      """;

  /** A sensor task that predicts a value. */
  static final String CPU =
      """
      task: cpu
      feed:
        name: host
        format: host-telemetry
        label: {future: cpu, ahead: 10s}
      bundle: sensor-window
      window: {length: 40, channels: [cpu, memory]}
      train:
        head: {hidden: 8}
      """;

  /** A picture task with its manifest inline. */
  static final String YOLOX =
      """
      task: yolox
      feed: {name: pictures, format: images}
      bundle:
        name: mine
        files: {model: a.onnx}
        input:
          image: {name: images, width: 416, height: 416}
      decode: yolox
      classes: [cat, dog]
      """;

  private TaskFixtures() {}

  static Task parse(String text) {
    return TaskFile.parse(text, "t.yaml", FOLDER);
  }

  /** The errors of a file, as the user sees them. */
  static List<String> errors(String text) {
    TaskFileException thrown = catchThrowableOfType(TaskFileException.class, () -> parse(text));
    assertThat(thrown).as("nothing is wrong with\n%s", text).isNotNull();
    return thrown.problems().stream().map(Object::toString).toList();
  }

  /** The errors after one change. */
  static List<String> errors(String file, String from, String to) {
    assertThat(file).contains(from);
    return errors(file.replace(from, to));
  }
}

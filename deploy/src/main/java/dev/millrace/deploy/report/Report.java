package dev.millrace.deploy.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The sum of a run: {@code report.json}. Totals over all tasks stand at the top, each task's own
 * under {@code tasks}. For a run with one task {@code events_in = predictions + dead_letters +
 * duplicates + window_warmup}.
 *
 * @param json the report
 */
public record Report(ObjectNode json) {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A total, for example {@code events_in}. */
  public long count(String name) {
    if (!json.path(name).isIntegralNumber()) {
      throw new IllegalArgumentException("the report has no count '" + name + "'");
    }
    return json.get(name).asLong();
  }

  /** A metric of a task; NaN where the task has none. */
  public double metric(String task, String kind, String name) {
    return json.path("tasks").path(task).path(kind).path(name).asDouble(Double.NaN);
  }

  /** Writes the report as JSON. */
  public void write(Path file) {
    try {
      MAPPER.writeValue(file.toFile(), json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

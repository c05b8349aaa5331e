package dev.millrace.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.Task;

/**
 * A label as it stands on {@code raw.labels}: {@code {"eventId", "task", "label" or "value",
 * "labelTime"}}, the time in microseconds since 1970-01-01T00:00:00Z. {@code label} is a class
 * name; {@code value} a number. A class index or number that is none goes as it is, so that ingest
 * dead-letters it. With a weight it is {@code values}: the number, for a class its index, and the
 * weight.
 */
final class LabelJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LabelJson() {}

  static byte[] encode(SourceItem.Label label, Task task) {
    ObjectNode json =
        JSON.createObjectNode().put("eventId", label.eventId()).put("task", task.name());
    if (label.weight() != null && !isUnknownClass(label.text(), task)) {
      json.putArray("values").add(weighted(label.text(), task)).add(label.weight());
    } else {
      switch (meaning(task)) {
        case NAME -> json.put("label", label.text());
        case INDEX -> json.put("label", className(label.text(), task));
        case VALUE -> json.set("value", number(label.text()));
      }
    }
    json.put("labelTime", label.labelTime());
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text and numbers can always be written", e);
    }
  }

  private static LabelSpec.As meaning(Task task) {
    LabelSpec spec = task.feed().labels();
    if (spec instanceof LabelSpec.InColumn in) {
      return in.as();
    }
    if (spec instanceof LabelSpec.InFiles in) {
      return in.as();
    }
    return spec instanceof LabelSpec.FutureValue ? LabelSpec.As.VALUE : LabelSpec.As.NAME;
  }

  private static String className(String index, Task task) {
    try {
      int position = Integer.parseInt(index.strip());
      return position >= 0 && position < task.classes().size()
          ? task.classes().get(position)
          : index;
    } catch (NumberFormatException e) {
      return index;
    }
  }

  /** A name that is no class has no number; sent as it is, it is refused with the classes. */
  private static boolean isUnknownClass(String text, Task task) {
    return meaning(task) == LabelSpec.As.NAME && !task.classes().contains(text);
  }

  /** What stands before the weight. */
  private static JsonNode weighted(String text, Task task) {
    return meaning(task) == LabelSpec.As.NAME
        ? DoubleNode.valueOf(task.classes().indexOf(text))
        : number(text);
  }

  private static JsonNode number(String text) {
    try {
      return DoubleNode.valueOf(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return TextNode.valueOf(text);
    }
  }
}

package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened.
 *
 * @param type name of the event
 * @param task task it belongs to; null where none is known
 * @param source source it belongs to; null where none is known
 * @param output what the model said, of predictions
 * @param frame the event as it is sent, shared by all clients
 */
record LiveEvent(
    String type,
    @Nullable String task,
    @Nullable String source,
    @Nullable Object output,
    byte[] frame) {

  static LiveEvent of(String type, @Nullable String task, ObjectNode node) {
    return new LiveEvent(type, task, null, null, frame(type, node));
  }

  /** Whether it comes from a source, known or not. */
  boolean ofSource() {
    return type.equals("prediction") || type.equals("label");
  }

  /** {@code event:} and {@code data:}; JSON has no line ends. */
  static byte[] frame(String type, ObjectNode node) {
    byte[] head = ("event: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    byte[] body = Json.bytes(node);
    byte[] frame = new byte[head.length + body.length + 2];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(body, 0, frame, head.length, body.length);
    frame[frame.length - 2] = '\n';
    frame[frame.length - 1] = '\n';
    return frame;
  }
}

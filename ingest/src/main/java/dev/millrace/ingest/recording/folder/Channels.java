package dev.millrace.ingest.recording.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Channels of recordings that bring no schema of their own. */
final class Channels {

  static final String JSON = "json";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private Channels() {}

  /** Pictures, texts or bytes of one content type. */
  static Channel content(int id, String topic, String contentType) {
    return new Channel(id, topic, contentType, new MessageSchema("", "", NONE), Map.of());
  }

  /** Points of a lidar as KITTI writes them. */
  static Channel points(int id, String topic) {
    MessageSchema type = new MessageSchema(Channel.KITTI_POINTS, "", NONE);
    return new Channel(id, topic, Channel.KITTI_POINTS, type, Map.of());
  }

  /** JSON objects of any shape. */
  static Channel json(int id, String topic) {
    return new Channel(id, topic, JSON, new MessageSchema("", "", NONE), Map.of());
  }

  /**
   * Flat JSON objects with a number or null for each name.
   *
   * @param type name of the message type
   */
  static Channel numbers(int id, String topic, String type, List<String> names) {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    names.forEach(name -> properties.putObject(name).putArray("type").add("number").add("null"));
    try {
      ByteBuffer definition = ByteBuffer.wrap(MAPPER.writeValueAsBytes(schema));
      return new Channel(
          id, topic, JSON, new MessageSchema(type, "jsonschema", definition), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }
}

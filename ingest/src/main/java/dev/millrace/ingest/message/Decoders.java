package dev.millrace.ingest.message;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The table of encodings: how the messages of a channel are read. */
final class Decoders {

  /** Makes a decoder for a channel. */
  private interface Row {
    MessageDecoder open(MessageSchema schema) throws UnreadableMessage;
  }

  private static final Map<String, Row> ROWS =
      Map.of(
          "ros1",
          Decoders::ros1,
          "cdr",
          Decoders::ros2,
          "protobuf",
          schema -> ProtobufDecoder.of(schema.name(), schema.definition()),
          "json",
          schema -> new JsonMessages(),
          Channel.KITTI_POINTS,
          schema -> Clouds::kittiPoints);

  private Decoders() {}

  static MessageDecoder of(Channel channel) throws UnreadableMessage {
    Row row = ROWS.get(channel.messageEncoding());
    if (row == null) {
      throw new UnreadableMessage(
          "its encoding is '"
              + channel.messageEncoding()
              + "'; known are cdr, json, protobuf and ros1");
    }
    return row.open(channel.schema());
  }

  private static MessageDecoder ros1(MessageSchema schema) throws UnreadableMessage {
    if (!schema.encoding().equals("ros1msg")) {
      throw refused(schema, "ros1msg");
    }
    RosTypes types = RosTypes.parse(schema.name(), text(schema), RosPrimitive.INT8);
    return new RosDecoder(schema.name(), types, Wire::ros1);
  }

  private static MessageDecoder ros2(MessageSchema schema) throws UnreadableMessage {
    if (schema.encoding().isEmpty() && BuiltInTypes.ROS2.has(schema.name())) {
      return new RosDecoder(schema.name(), BuiltInTypes.ROS2, Wire::cdr);
    }
    if (schema.encoding().isEmpty()) {
      throw new UnreadableMessage(
          "the recording lacks the definition of "
              + schema.name()
              + "; convert the bag to MCAP on a machine that has the type (ros2 bag convert)");
    }
    if (!schema.encoding().equals("ros2msg")) {
      throw refused(schema, "ros2msg");
    }
    RosTypes types = RosTypes.parse(schema.name(), text(schema), RosPrimitive.UINT8);
    MessageDecoder recorded = new RosDecoder(schema.name(), types, Wire::cdr);
    return BuiltInTypes.ROS2.has(schema.name())
        ? new EitherDecoder(recorded, new RosDecoder(schema.name(), BuiltInTypes.ROS2, Wire::cdr))
        : recorded;
  }

  private static UnreadableMessage refused(MessageSchema schema, String known) {
    return new UnreadableMessage(
        "the definition of "
            + schema.name()
            + " is written in '"
            + schema.encoding()
            + "'; only "
            + known
            + " is read");
  }

  private static String text(MessageSchema schema) {
    return StandardCharsets.UTF_8.decode(schema.definition().duplicate()).toString();
  }
}

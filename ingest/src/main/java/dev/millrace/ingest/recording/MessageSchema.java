package dev.millrace.ingest.recording;

import java.nio.ByteBuffer;

/**
 * The definition of a message type, as it lies in the recording.
 *
 * @param name type, for example {@code sensor_msgs/msg/Imu}
 * @param encoding how the definition is written: {@code ros1msg}, {@code ros2msg}, {@code
 *     protobuf}, {@code jsonschema}; empty where the recording has none
 * @param definition the definition, read-only
 */
public record MessageSchema(String name, String encoding, ByteBuffer definition) {

  public MessageSchema {
    definition = definition.asReadOnlyBuffer();
  }
}

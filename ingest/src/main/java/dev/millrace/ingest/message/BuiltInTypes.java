package dev.millrace.ingest.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Types of ROS 2 that older recordings name without defining them. */
final class BuiltInTypes {

  /** Fields by the public interface definitions of ROS 2, from Foxy to Jazzy. */
  static final RosTypes ROS2 = load("ros2-types.msg");

  private BuiltInTypes() {}

  private static RosTypes load(String name) {
    try (InputStream in = BuiltInTypes.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return RosTypes.parse("", text, RosPrimitive.UINT8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnreadableMessage e) {
      throw new IllegalStateException(name + ": " + e.problem(), e);
    }
  }
}

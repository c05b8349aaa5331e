package dev.millrace.ingest.message;

import dev.millrace.schemas.RawHeaders;
import java.nio.ByteBuffer;

/** Pictures: compressed ones as they are, raw ones as PNG. */
final class Pictures {

  private Pictures() {}

  /** {@code CompressedImage} of ROS and of Foxglove: JPEG or PNG by their first bytes. */
  static Draft compressed(MessageFields message) throws UnreadableMessage {
    ByteBuffer data = message.bytes("data");
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return new Draft(kind(bytes, message), bytes, message.attributes("frame_id", "format"));
  }

  private static String kind(byte[] bytes, MessageFields message) throws UnreadableMessage {
    if (bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8) {
      return RawHeaders.JPEG;
    }
    if (bytes.length > 3 && (bytes[0] & 0xff) == 0x89 && bytes[1] == 'P' && bytes[2] == 'N') {
      return RawHeaders.PNG;
    }
    throw new UnreadableMessage(
        "its data are no JPEG and no PNG; its format is " + message.attributes("format"));
  }

  /** {@code sensor_msgs/Image} and {@code foxglove.RawImage}. */
  static Draft raw(MessageFields message) throws UnreadableMessage {
    RawPicture picture =
        new RawPicture(
            message.integer("width"),
            message.integer("height"),
            message.integer("step"),
            message.has("is_bigendian") && message.integer("is_bigendian") != 0,
            message.bytes("data"));
    String encoding = message.text("encoding");
    PixelFormat format = PixelFormat.of(encoding);
    picture.check(format);
    return new Draft(
        RawHeaders.PNG, format.png(picture), message.attributes("frame_id", "encoding"));
  }
}

package dev.millrace.ingest.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Point clouds as a summary: how many points, where they lie, how bright they are. */
final class Clouds {

  /** The numbers of {@code sensor_msgs/PointField}, from 1. */
  private static final List<RosPrimitive> ROS =
      List.of(
          RosPrimitive.INT8,
          RosPrimitive.UINT8,
          RosPrimitive.INT16,
          RosPrimitive.UINT16,
          RosPrimitive.INT32,
          RosPrimitive.UINT32,
          RosPrimitive.FLOAT32,
          RosPrimitive.FLOAT64);

  /** The numbers of {@code foxglove.PackedElementField}, from 1. */
  private static final List<RosPrimitive> FOXGLOVE =
      List.of(
          RosPrimitive.UINT8,
          RosPrimitive.INT8,
          RosPrimitive.UINT16,
          RosPrimitive.INT16,
          RosPrimitive.UINT32,
          RosPrimitive.INT32,
          RosPrimitive.FLOAT32,
          RosPrimitive.FLOAT64);

  private static final String DATA = "data";

  private static final List<String> KITTI = List.of("x", "y", "z", "reflectance");

  private record Field(String name, int offset, RosPrimitive type) {}

  private Clouds() {}

  /** {@code sensor_msgs/PointCloud2}. */
  static Draft ros(MessageFields message) throws UnreadableMessage {
    ByteOrder order =
        message.integer("is_bigendian") == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long points = (long) message.integer("width") * message.integer("height");
    return summary(message, message.integer("point_step"), points, order, "datatype", ROS);
  }

  /** {@code foxglove.PointCloud}. */
  static Draft foxglove(MessageFields message) throws UnreadableMessage {
    int stride = message.integer("point_stride");
    long points = message.bytes("data").remaining() / Math.max(1, stride);
    return summary(message, stride, points, ByteOrder.LITTLE_ENDIAN, "type", FOXGLOVE);
  }

  /** The points of a scan of KITTI's raw data, which nothing stands around. */
  static Value.Group kittiPoints(ByteBuffer payload) {
    ByteBuffer bytes = payload.slice();
    return new Value.Group(
        Map.of(DATA, new Value.Series(bytes.limit(), i -> (long) bytes.get(i), bytes)));
  }

  /** The same as channels. */
  static Draft kitti(MessageFields message) throws UnreadableMessage {
    ByteBuffer data = message.bytes(DATA).slice().order(ByteOrder.LITTLE_ENDIAN);
    int stride = KITTI.size() * Float.BYTES;
    if (data.limit() % stride != 0) {
      throw new UnreadableMessage(
          data.limit() + " bytes are no whole number of points of " + stride + " bytes");
    }
    int points = data.limit() / stride;
    Map<String, Double> channels = new LinkedHashMap<>();
    channels.put("count", (double) points);
    for (int i = 0; i < KITTI.size(); i++) {
      Field field = new Field(KITTI.get(i), i * Float.BYTES, RosPrimitive.FLOAT32);
      channels.putAll(spread(data, stride, points, field));
    }
    return Draft.reading(channels, Map.of());
  }

  private static Draft summary(
      MessageFields message,
      int stride,
      long points,
      ByteOrder order,
      String typeField,
      List<RosPrimitive> types)
      throws UnreadableMessage {
    ByteBuffer data = message.bytes("data").slice().order(order);
    if (stride < 1 || points < 0 || points * stride > data.limit()) {
      throw new UnreadableMessage(
          points + " points of " + stride + " bytes do not fit " + data.limit() + " bytes of data");
    }
    Map<String, Double> channels = new LinkedHashMap<>();
    channels.put("count", (double) points);
    for (MessageFields each : message.groups("fields")) {
      int type = each.integer(typeField) - 1;
      int offset = each.integer("offset");
      if (type < 0
          || type >= types.size()
          || offset < 0
          || offset > stride - types.get(type).bytes()) {
        throw new UnreadableMessage(
            "the point field " + each.text("name") + " has no known type or lies outside a point");
      }
      channels.putAll(
          spread(
              data, stride, (int) points, new Field(each.text("name"), offset, types.get(type))));
    }
    return Draft.reading(channels, message.attributes("frame_id"));
  }

  private static Map<String, Double> spread(ByteBuffer data, int stride, int points, Field field) {
    Spread spread = new Spread();
    for (int i = 0; i < points; i++) {
      spread.add(field.type.read(data, i * stride + field.offset).doubleValue());
    }
    return spread.channels(field.name + ".");
  }
}

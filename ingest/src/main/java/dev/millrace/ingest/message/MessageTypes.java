package dev.millrace.ingest.message;

import dev.millrace.ingest.recording.Channel;
import java.util.HashMap;
import java.util.Map;

/**
 * What becomes of which type of message: one row a type, the same for ROS 1, ROS 2, protobuf and
 * JSON. Types without a row are flattened.
 */
final class MessageTypes {

  private static final BodyReader ANY = Flattened.all();
  private static final Map<String, BodyReader> ROWS = new HashMap<>();

  static {
    ROWS.put("sensor_msgs/Image", Pictures::raw);
    ROWS.put("foxglove.RawImage", Pictures::raw);
    ROWS.put("sensor_msgs/CompressedImage", Pictures::compressed);
    ROWS.put("foxglove.CompressedImage", Pictures::compressed);
    ROWS.put("sensor_msgs/PointCloud2", Clouds::ros);
    ROWS.put("foxglove.PointCloud", Clouds::foxglove);
    ROWS.put(Channel.KITTI_POINTS, Clouds::kitti);
    ROWS.put("sensor_msgs/LaserScan", Scans::read);
    ROWS.put("std_msgs/String", Texts.of("data"));
    ROWS.put("std_msgs/WString", Texts.of("data"));
    ROWS.put("rosgraph_msgs/Log", Texts.of("msg", "level", "name", "file", "function", "line"));
    ROWS.put("rcl_interfaces/Log", Texts.of("msg", "level", "name", "file", "function", "line"));
    ROWS.put("foxglove.Log", Texts.of("message", "level", "name", "file", "line"));
    // How sure a sensor is of itself fills nine or 36 channels that hardly ever change.
    for (String type :
        new String[] {
          "sensor_msgs/Imu",
          "sensor_msgs/NavSatFix",
          "sensor_msgs/MagneticField",
          "nav_msgs/Odometry",
          "geometry_msgs/PoseWithCovariance",
          "geometry_msgs/PoseWithCovarianceStamped",
          "geometry_msgs/TwistWithCovariance",
          "geometry_msgs/TwistWithCovarianceStamped",
          "foxglove.LocationFix"
        }) {
      ROWS.put(type, Flattened.without("covariance", "covariance_type"));
    }
  }

  private MessageTypes() {}

  /** The row of a type by its name in a schema. */
  static BodyReader of(String type) {
    return ROWS.getOrDefault(RosTypes.plain(type), ANY);
  }
}

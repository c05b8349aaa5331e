package dev.millrace.ingest.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sweeps of a laser as a summary: how many ranges are valid, and how far they reach. */
final class Scans {

  private Scans() {}

  /** {@code sensor_msgs/LaserScan}: a range is valid between {@code range_min} and its max. */
  static Draft read(MessageFields message) throws UnreadableMessage {
    Value.Series ranges = message.series("ranges");
    double nearest = message.real("range_min");
    double farthest = message.real("range_max");
    Spread valid = new Spread();
    double nearestAngle = Double.NaN;
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ranges.size(); i++) {
      double range = ranges.numbers().get(i).doubleValue();
      if (range >= nearest && range <= farthest) {
        valid.add(range);
        if (range < shortest) {
          shortest = range;
          nearestAngle = message.real("angle_min") + i * message.real("angle_increment");
        }
      }
    }
    Map<String, Double> channels = new LinkedHashMap<>();
    channels.put("count", (double) ranges.size());
    channels.put("valid", (double) valid.count());
    channels.putAll(valid.channels("range."));
    channels.put("range.min_angle", nearestAngle);
    return Draft.reading(channels, message.attributes("frame_id"));
  }
}

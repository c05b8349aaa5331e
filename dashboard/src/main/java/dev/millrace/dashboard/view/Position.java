package dev.millrace.dashboard.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a source is, as its readings tell.
 *
 * @param x longitude in degrees, or metres
 * @param y latitude in degrees, or metres
 * @param heading degrees clockwise from north (the y axis); NaN where nothing tells
 * @param unit {@code deg} or {@code m}
 */
public record Position(double x, double y, double heading, String unit) {

  private static final String DEGREES = "deg";
  private static final String METRES = "m";

  /** Half axes of the earth (WGS 84), and what lies between them and a car. */
  private static final double EARTH = 6_378_137.0;

  private static final double ECCENTRICITY_SQUARED = 6.69437999014e-3;
  private static final double NEAR_GROUND = 40_000.0;

  /** The position in a reading; null where it has none. */
  static @Nullable Position of(List<String> channels, List<Double> values) {
    Map<String, Double> reading = new HashMap<>();
    String pose = null;
    for (int i = 0; i < Math.min(channels.size(), values.size()); i++) {
      String name = channels.get(i);
      reading.put(name, values.get(i));
      if (name.endsWith("position.x")) {
        pose = name.substring(0, name.length() - "position.x".length());
      }
    }
    Position found = geographic(reading);
    if (found == null && pose != null) {
      found = pose(reading, pose);
    }
    if (found == null && reading.containsKey("x") && reading.containsKey("y")) {
      found = plain(reading);
    }
    return found == null || !Double.isFinite(found.x) || !Double.isFinite(found.y) ? null : found;
  }

  private static @Nullable Position geographic(Map<String, Double> reading) {
    boolean longNames = reading.containsKey("latitude");
    Double latitude = reading.get(longNames ? "latitude" : "lat");
    Double longitude = reading.get(longNames ? "longitude" : "lon");
    if (latitude == null || longitude == null) {
      return null;
    }
    // A fix has a bearing by the compass; KITTI's yaw counts from the east, in radians.
    double heading =
        reading.containsKey("bearing")
            ? reading.get("bearing")
            : fromEast(reading.getOrDefault("yaw", Double.NaN));
    return new Position(longitude, latitude, heading, DEGREES);
  }

  /** A pose of ROS: {@code pose.pose.position.x} beside {@code pose.pose.orientation.w}. */
  private static Position pose(Map<String, Double> reading, String prefix) {
    double x = reading.getOrDefault(prefix + "orientation.x", Double.NaN);
    double y = reading.getOrDefault(prefix + "orientation.y", Double.NaN);
    double z = reading.getOrDefault(prefix + "orientation.z", Double.NaN);
    double w = reading.getOrDefault(prefix + "orientation.w", Double.NaN);
    double yaw = Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
    return new Position(
        reading.get(prefix + "position.x"),
        reading.getOrDefault(prefix + "position.y", Double.NaN),
        fromEast(yaw),
        METRES);
  }

  private static Position plain(Map<String, Double> reading) {
    double x = reading.get("x");
    double y = reading.get("y");
    double z = reading.getOrDefault("z", 0.0);
    double radius = Math.sqrt(x * x + y * y + z * z);
    if (Math.abs(radius - EARTH) < NEAR_GROUND) {
      return onEarth(x, y, z);
    }
    return new Position(x, y, fromEast(reading.getOrDefault("yaw", Double.NaN)), METRES);
  }

  /** Metres from the middle of the earth, as comma2k19 has them; near the ground. */
  private static Position onEarth(double x, double y, double z) {
    double latitude = Math.atan2(z, Math.hypot(x, y) * (1 - ECCENTRICITY_SQUARED));
    return new Position(
        Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(latitude), Double.NaN, DEGREES);
  }

  private static double fromEast(double radians) {
    double degrees = 90 - Math.toDegrees(radians);
    return Double.isNaN(degrees) ? degrees : (degrees % 360 + 360) % 360;
  }

  /** Whether it is far enough from a point of a track to be drawn apart from it: a metre. */
  boolean apart(double otherX, double otherY) {
    double least = unit.equals(DEGREES) ? 1e-5 : 1;
    return Math.hypot(x - otherX, y - otherY) >= least;
  }
}

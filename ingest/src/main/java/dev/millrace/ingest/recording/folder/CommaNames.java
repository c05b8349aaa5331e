package dev.millrace.ingest.recording.folder;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the numbers of comma2k19's logs are called, as its README tells them. Numbers that it has no
 * name for are called by their place.
 */
final class CommaNames {

  private static final List<String> AXES = List.of("forward", "right", "down");
  private static final List<String> FIX =
      List.of("latitude", "longitude", "speed", "utc_timestamp", "altitude", "bearing");
  private static final List<String> SATELLITE =
      List.of(
          "prn",
          "gps_week",
          "time_of_week",
          "glonass_channel",
          "pseudorange",
          "pseudorange_std",
          "pseudorange_rate",
          "pseudorange_rate_std");

  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("/CAN/speed value", List.of("speed")),
          Map.entry("/CAN/steering_angle value", List.of("steering_angle")),
          Map.entry(
              "/CAN/wheel_speed value",
              List.of("front_left", "front_right", "rear_left", "rear_right")),
          Map.entry(
              "/CAN/radar value",
              List.of(
                  "forward_distance",
                  "left_distance",
                  "relative_speed",
                  "value3",
                  "value4",
                  "address",
                  "new_track")),
          Map.entry("/IMU/accelerometer value", AXES),
          Map.entry("/IMU/gyro value", AXES),
          Map.entry("/IMU/gyro_bias value", AXES),
          Map.entry("/IMU/gyro_uncalibrated value", AXES),
          Map.entry("/IMU/magnetometer value", AXES),
          Map.entry("/IMU/magnetometer_uncalibrated value", AXES),
          Map.entry("/GNSS/live_gnss_qcom value", FIX),
          Map.entry("/GNSS/live_gnss_ublox value", FIX),
          Map.entry("/GNSS/raw_gnss_qcom value", SATELLITE),
          Map.entry("/GNSS/raw_gnss_ublox value", SATELLITE),
          Map.entry("/pose frame_positions", List.of("x", "y", "z")),
          Map.entry("/pose frame_velocities", List.of("vx", "vy", "vz")),
          Map.entry("/pose frame_orientations", List.of("qw", "qx", "qy", "qz")));

  private CommaNames() {}

  /** Names of the numbers that an array of a topic gives for each row. */
  static List<String> of(String topic, String array, int width) {
    List<String> known = NAMES.getOrDefault(topic + " " + array, List.of());
    return IntStream.range(0, width)
        .mapToObj(i -> i < known.size() ? known.get(i) : width == 1 ? array : array + i)
        .toList();
  }
}

package dev.millrace.ingest.recording;

import java.util.Map;

/**
 * A stream of messages of one type within a recording.
 *
 * @param id number within the recording
 * @param topic name as recorded, for example {@code /camera/image}
 * @param messageEncoding how messages are written: {@code ros1}, {@code cdr}, {@code protobuf},
 *     {@code json}, or the content type of pictures and texts that need no schema
 * @param schema definition of the messages; with an empty encoding where there is none
 * @param metadata free facts, for example the quality of service
 */
public record Channel(
    int id,
    String topic,
    String messageEncoding,
    MessageSchema schema,
    Map<String, String> metadata) {

  /** Encoding of messages that are bytes of no known meaning. */
  public static final String BYTES = "application/octet-stream";

  /** Encoding and type of a lidar's points: x, y, z and reflectance as little-endian floats. */
  public static final String KITTI_POINTS = "kitti/Points";

  public Channel {
    metadata = Map.copyOf(metadata);
  }
}

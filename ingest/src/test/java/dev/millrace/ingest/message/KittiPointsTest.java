package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scans of a lidar as KITTI writes them. */
class KittiPointsTest {

  private static MessageBody decode(ByteBuffer points) {
    MessageSchema type = new MessageSchema(Channel.KITTI_POINTS, "", ByteBuffer.allocate(0));
    Channel channel = new Channel(0, "/velodyne_points", Channel.KITTI_POINTS, type, Map.of());
    return new SchemaEvents().decode(new RecordedMessage(channel, 0, 0, 0, points));
  }

  @Test
  void pointsBecomeTheirNumberAndTheRangeOfEachField() throws Exception {
    ByteBuffer points = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {1, 10, -1, 0, 2, 20, -2, 0.5f, 6, 30, -3, 1}) {
      points.putFloat(value);
    }
    MessageBody.Decoded body = (MessageBody.Decoded) decode(points.flip());
    JsonNode reading = new ObjectMapper().readTree(body.payload());
    assertThat(reading.at("/channels/count").asDouble()).isEqualTo(3);
    assertThat(reading.at("/channels/x.min").asDouble()).isEqualTo(1);
    assertThat(reading.at("/channels/x.mean").asDouble()).isEqualTo(3);
    assertThat(reading.at("/channels/y.max").asDouble()).isEqualTo(30);
    assertThat(reading.at("/channels/reflectance.mean").asDouble()).isEqualTo(0.5);
  }

  @Test
  void scanThatEndsWithinAPointIsToldSo() {
    assertThat(((MessageBody.Undecodable) decode(ByteBuffer.allocate(47))).reason())
        .contains("47 bytes are no whole number of points of 16 bytes");
  }
}

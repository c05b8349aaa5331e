package dev.millrace.ingest.recording.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.source.RealData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Summaries and messages of the real folders, against what their READMEs say. */
final class RealFoldersTest {

  private static final RecordingLimits LIMITS = RecordingLimits.DEFAULT;

  private static RecordingFormat formatOf(Path path) throws IOException {
    for (RecordingFormat format : FolderFormats.ROWS) {
      if (format.takes(path)) {
        return format;
      }
    }
    throw new AssertionError("no format takes " + path);
  }

  private static Map<String, Long> counts(RecordingSummary summary) {
    return summary.topics().stream()
        .collect(
            Collectors.toMap(
                RecordingSummary.Topic::name, RecordingSummary.Topic::messages, Long::sum));
  }

  /** Plays all of it; says how many messages came on each topic, and checks their order. */
  private static Map<String, Long> played(RecordingFormat format, Path path) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    long last = Long.MIN_VALUE;
    Set<String> named = new HashSet<>();
    try (MessageReader reader = format.open(path, MessageFilter.ALL, LIMITS)) {
      for (Optional<RecordedMessage> m = reader.next(); m.isPresent(); m = reader.next()) {
        RecordedMessage message = m.get();
        String topic = message.channel().topic();
        // Half a million messages: a plain comparison each, and the error where one fails.
        boolean sound =
            message.logTime() >= last
                && named.add(topic + " " + message.logTime() + " " + message.ordinal())
                && message.payload().hasRemaining();
        if (!sound) {
          throw new AssertionError(
              "out of order, empty or a name that another has: " + message + " after " + last);
        }
        last = message.logTime();
        counts.merge(topic, 1L, Long::sum);
      }
    }
    return counts;
  }

  @Test
  void commaSegmentHasTheRowsOfItsReadme() throws IOException {
    Path path = RealData.at("comma2k19-segment");
    RecordingFormat format = formatOf(path);
    RecordingSummary summary = format.summary(path, LIMITS);

    assertThat(summary.format()).isEqualTo("comma2k19");
    assertThat(counts(summary))
        .containsEntry("/CAN/speed", 4_974L)
        .containsEntry("/CAN/steering_angle", 4_974L)
        .containsEntry("/CAN/wheel_speed", 4_974L)
        .containsEntry("/CAN/radar", 10_100L)
        .containsEntry("/CAN/raw_can", 135_468L)
        .containsEntry("/IMU/accelerometer", 6_256L)
        .containsEntry("/IMU/magnetometer", 592L)
        .containsEntry("/GNSS/live_gnss_ublox", 579L)
        .containsEntry("/GNSS/raw_gnss_ublox", 9_228L)
        .containsEntry("/pose", 1_200L);
    assertThat(summary.damages()).isEmpty();
    assertThat(played(format, path)).isEqualTo(counts(summary));
  }

  @Test
  void canFramesKeepTheirTrailingZeros() throws IOException {
    Path path = RealData.at("comma2k19-segment");
    MessageFilter can = new MessageFilter("/CAN/raw_can"::equals, Long.MIN_VALUE, Long.MAX_VALUE);
    long endingInZero = 0;
    try (MessageReader reader = new CommaSegment().open(path, can, LIMITS)) {
      String first =
          StandardCharsets.UTF_8.decode(reader.next().orElseThrow().payload()).toString();
      // As NumPy prints the first frame: b'\x08\xff\xfb\x00\x00\x00\x18\x84'.
      assertThat(first)
          .isEqualTo(
              "{\"address\":608,\"src\":0,\"data0\":8,\"data1\":255,\"data2\":251,\"data3\":0,"
                  + "\"data4\":0,\"data5\":0,\"data6\":24,\"data7\":132}");
      for (Optional<RecordedMessage> m = reader.next(); m.isPresent(); m = reader.next()) {
        String text = StandardCharsets.UTF_8.decode(m.get().payload()).toString();
        endingInZero += text.endsWith("\"data7\":0}") ? 1 : 0;
      }
    }
    // Counted with NumPy on the bytes of the file, which NumPy itself would strip.
    assertThat(endingInZero).isEqualTo(46_549L);
  }

  @Test
  void kittiFramesNeedARateAndThenHaveIt() throws IOException {
    Path path = RealData.at("kitti-raw-frames");
    CountedFormat format = (CountedFormat) formatOf(path);

    assertThatThrownBy(() -> format.summary(path, LIMITS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("timestamps.txt")
        .hasMessageContaining("--fps");

    RecordingFormat counted = format.at(new FrameRate(10));
    RecordingSummary summary = counted.summary(path, LIMITS);
    assertThat(counts(summary)).isEqualTo(Map.of("/image_02", 20L, "/velodyne_points", 2L));
    assertThat(summary.end() - summary.start()).isEqualTo(1_900_000_000L);
    assertThat(played(counted, path)).isEqualTo(counts(summary));
  }

  @Test
  void drivingLogPlaysPicturesAndNumbersByTheTimeInTheirNames() throws IOException {
    Path path = RealData.at("udacity-sim-drive");
    RecordingFormat format = formatOf(path);
    RecordingSummary summary = format.summary(path, LIMITS);

    assertThat(summary.format()).isEqualTo("driving-log");
    assertThat(counts(summary)).isEqualTo(Map.of("/center", 300L, "/driving_log", 300L));
    Instant start = Instant.parse("2024-01-31T22:06:12.213Z");
    assertThat(summary.start()).isEqualTo(start.toEpochMilli() * 1_000_000L);
    assertThat(played(format, path)).isEqualTo(counts(summary));
  }

  @Test
  void tablesOfNabAreTopicsByFile() throws IOException {
    Path path = RealData.at("nab");
    RecordingFormat format = formatOf(path);
    RecordingSummary summary = format.summary(path, LIMITS);

    assertThat(summary.format()).isEqualTo("table");
    assertThat(counts(summary)).containsKey("/data/realTraffic/speed_6005");
    // Lines of all tables less their headers.
    assertThat(summary.messages()).isEqualTo(152_965L);
    assertThat(summary.damages())
        .singleElement()
        .asString()
        .contains("machine_temperature_system_failure")
        .contains("dated before");
    assertThat(played(format, path)).isEqualTo(counts(summary));
  }

  @Test
  void tablesOfSkabAreReadWithTheirSemicolons() throws IOException {
    Path path = RealData.at("skab");
    RecordingFormat format = formatOf(path);
    RecordingSummary summary = format.summary(path, LIMITS);

    assertThat(summary.topics()).hasSize(21);
    assertThat(summary.messages()).isEqualTo(31_877L);
    assertThat(played(format, path)).isEqualTo(counts(summary));
  }

  @Test
  void enginesOfCmapssAreCountedAtARate() throws IOException {
    Path path = RealData.at("cmapss-fd001");
    CountedFormat format = (CountedFormat) formatOf(path);

    assertThatThrownBy(() -> format.summary(path, LIMITS)).hasMessageContaining("--fps");
    RecordingFormat counted = format.at(new FrameRate(1));
    assertThat(counts(counted.summary(path, LIMITS)))
        .isEqualTo(Map.of("/train_FD001", 20_631L, "/test_FD001", 13_096L));
    assertThat(played(counted, path)).isEqualTo(counts(counted.summary(path, LIMITS)));
  }
}

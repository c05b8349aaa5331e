package dev.millrace.ingest.recording.rosbag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.Messages;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.source.RealData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One recording of turtlesim three times, each compressed another way. */
class RosbagTwinsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"example.bag, none", "example-bz2.bag, bz2", "example-lz4.bag, lz4"})
  void summaryHasTheCountsOfTheNotes(String name, String compression) throws IOException {
    RecordingSummary summary = Messages.summary(RealData.at("rosbag1").resolve(name));
    assertThat(summary.messages()).isEqualTo(8647);
    assertThat(summary.format()).isEqualTo("rosbag (" + compression + ")");
    assertThat(summary.damages()).isEmpty();
    assertThat(Messages.counts(summary))
        .containsKeys("/turtle1/pose", "/turtle2/cmd_vel", "/tf", "/tf_static", "/rosout");
  }

  @Test
  void allThreeGiveTheSameMessages() throws IOException {
    Path data = RealData.at("rosbag1");
    List<Messages.Kept> plain = Messages.all(data.resolve("example.bag"));
    assertThat(plain).hasSize(8647);
    assertThat(plain).extracting(Messages.Kept::logTime).isSorted();
    assertThat(Messages.counts(plain))
        .isEqualTo(Messages.counts(Messages.summary(data.resolve("example.bag"))));
    assertThat(Messages.all(data.resolve("example-bz2.bag"))).isEqualTo(plain);
    assertThat(Messages.all(data.resolve("example-lz4.bag"))).isEqualTo(plain);
  }

  @Test
  void aBagWithoutIndexGivesTheSameByAScan() throws IOException {
    Path plain = RealData.at("rosbag1").resolve("example-lz4.bag");
    byte[] bytes = Files.readAllBytes(plain);
    // The first record's field index_pos says where the index lies; 0 as in a bag never closed.
    String head = new String(bytes, 0, 4096, StandardCharsets.ISO_8859_1);
    int at = head.indexOf("index_pos=") + "index_pos=".length();
    Arrays.fill(bytes, at, at + 8, (byte) 0);
    Path open = Files.write(folder.resolve("open.bag"), bytes);
    assertThat(Messages.all(open)).isEqualTo(Messages.all(plain));
    assertThat(Messages.summary(open).damages()).singleElement().asString().contains("no index");
  }

  @Test
  void aBagThatIsCutIsReadAsFarAsItIsSound() throws IOException {
    Path plain = RealData.at("rosbag1").resolve("example.bag");
    byte[] bytes = Files.readAllBytes(plain);
    Path cut = Files.write(folder.resolve("cut.bag"), Arrays.copyOf(bytes, 500_000));
    RecordingSummary summary = Messages.summary(cut);
    List<Messages.Kept> sound = Messages.all(cut);
    assertThat(summary.damages()).anyMatch(damage -> damage.contains("cut or damaged"));
    assertThat(sound).hasSize((int) summary.messages()).hasSizeBetween(1, 8646);
    assertThat(Messages.all(plain)).containsAll(sound);
  }

  @Test
  void topicsAndTimesAreFiltered() throws IOException {
    Path plain = RealData.at("rosbag1").resolve("example-bz2.bag");
    List<Messages.Kept> all = Messages.all(plain);
    MessageFilter some =
        new MessageFilter(
            "/turtle1/pose"::equals, all.get(3000).logTime(), all.get(5000).logTime());
    assertThat(Messages.all(plain, some))
        .isNotEmpty()
        .isEqualTo(all.stream().filter(one -> some.takes(one.topic(), one.logTime())).toList());
  }
}

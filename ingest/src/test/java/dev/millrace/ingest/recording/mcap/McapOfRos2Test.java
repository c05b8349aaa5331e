package dev.millrace.ingest.recording.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.Messages;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.source.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The MCAP files of ROS 2; the counts are those of the data set's own notes. */
class McapOfRos2Test {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mcap/talker/talker.mcap, 20, mcap (zstd)",
    "mcap/wbag/wbag_0.mcap, 1246, mcap (zstd)",
    "mcap/wbag/wbag_1.mcap, 1240, mcap (zstd)",
    "mcap/wbag/wbag_2.mcap, 1240, mcap (zstd)",
    "cpp/topics_and_services.mcap, 13, mcap (not compressed)",
    "cpp/only_topics.mcap, 7, mcap (not compressed)",
    "cdr_test/cdr_test_0.mcap, 7, mcap (not compressed)"
  })
  void summaryAndMessagesHaveTheCountsOfTheNotes(String name, long count, String format)
      throws IOException {
    Path path = RealData.at("ros2-bags").resolve(name);
    RecordingSummary summary = Messages.summary(path);
    assertThat(summary.messages()).isEqualTo(count);
    assertThat(summary.format()).isEqualTo(format);
    assertThat(summary.damages()).isEmpty();
    List<Messages.Kept> messages = Messages.all(path);
    assertThat(messages).hasSize((int) count).doesNotHaveDuplicates();
    assertThat(messages).extracting(Messages.Kept::logTime).isSorted();
    assertThat(messages.get(0).logTime()).isEqualTo(summary.start());
    assertThat(messages.get((int) count - 1).logTime()).isEqualTo(summary.end());
    Messages.counts(messages)
        .forEach((topic, read) -> assertThat(Messages.counts(summary)).containsEntry(topic, read));
  }

  @Test
  void whatTheIndexGivesIsWhatAScanGives() throws IOException {
    Path path = RealData.at("ros2-bags").resolve("mcap/wbag/wbag_0.mcap");
    byte[] whole = Files.readAllBytes(path);
    Path cut = Files.write(folder.resolve("cut.mcap"), Arrays.copyOf(whole, whole.length - 8));
    assertThat(Messages.all(cut)).isEqualTo(Messages.all(path));
    assertThat(Messages.summary(cut).damages())
        .singleElement()
        .asString()
        .contains("no end mark", "scanned instead");
  }

  @Test
  void partsOfARecordingNameTheirMessagesAsTheWholeDoes() throws IOException {
    Path path = RealData.at("ros2-bags").resolve("mcap/wbag/wbag_0.mcap");
    List<Messages.Kept> whole = Messages.all(path);
    long middle = whole.get(600).logTime();
    MessageFilter some = new MessageFilter("CCC"::equals, middle, Long.MAX_VALUE);
    List<Messages.Kept> expected =
        whole.stream().filter(one -> some.takes(one.topic(), one.logTime())).toList();
    assertThat(expected).isNotEmpty();
    assertThat(Messages.all(path, some)).isEqualTo(expected);
  }
}

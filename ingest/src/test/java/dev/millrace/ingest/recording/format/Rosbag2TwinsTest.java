package dev.millrace.ingest.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.Messages;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.source.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same recordings of ROS 2 as MCAP and in SQLite. */
class Rosbag2TwinsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "sqlite3/talker/talker.db3, 20",
    "sqlite3/wbag/wbag_0.db3, 1246",
    "sqlite3/wbag/wbag_1.db3, 1240",
    "cpp/topics_and_services.db3, 13"
  })
  void databaseHasTheCountsOfTheNotes(String name, long count) throws IOException {
    Path path = RealData.at("ros2-bags").resolve(name);
    RecordingSummary summary = Messages.summary(path);
    assertThat(summary.messages()).isEqualTo(count);
    assertThat(summary.format()).isEqualTo("db3");
    List<Messages.Kept> messages = Messages.all(path);
    assertThat(messages).hasSize((int) count);
    assertThat(messages.get(0).logTime()).isEqualTo(summary.start());
  }

  @ParameterizedTest
  @CsvSource({
    "mcap/talker/talker.mcap, sqlite3/talker/talker.db3",
    "mcap/wbag/wbag_0.mcap, sqlite3/wbag/wbag_0.db3",
    "mcap/wbag/wbag_1.mcap, sqlite3/wbag/wbag_1.db3"
  })
  void twinsGiveTheSameMessages(String mcap, String db3) throws IOException {
    Path data = RealData.at("ros2-bags");
    assertThat(Messages.all(data.resolve(db3))).isEqualTo(Messages.all(data.resolve(mcap)));
  }

  @Test
  void splitFilesAreOneRecordingAndAbsentOnesAreDamage() throws IOException {
    Path bag = RealData.at("ros2-bags").resolve("mcap/wbag");
    RecordingSummary summary = Messages.summary(bag);
    assertThat(summary.messages()).isEqualTo(1246 + 1240 + 1240);
    assertThat(summary.format()).isEqualTo("rosbag2 folder, 3 files: mcap (zstd)");
    assertThat(summary.damages())
        .containsExactly(
            "wbag_3.mcap is named in metadata.yaml but absent",
            "wbag_4.mcap is named in metadata.yaml but absent");
    List<Messages.Kept> messages = Messages.all(bag);
    assertThat(messages).hasSize(3726).doesNotHaveDuplicates();
    assertThat(messages).extracting(Messages.Kept::logTime).isSorted();
    assertThat(Messages.counts(messages)).isEqualTo(Messages.counts(summary));
  }

  @Test
  void topicsAndTimesOfADatabaseAreFiltered() throws IOException {
    Path bag = RealData.at("ros2-bags").resolve("sqlite3/wbag");
    List<Messages.Kept> all = Messages.all(bag);
    MessageFilter some =
        new MessageFilter("AAA"::equals, all.get(1000).logTime(), all.get(2000).logTime());
    assertThat(Messages.all(bag, some))
        .isNotEmpty()
        .isEqualTo(all.stream().filter(one -> some.takes(one.topic(), one.logTime())).toList());
  }

  @Test
  void aDatabaseOfAnotherKindIsRefusedByName() throws Exception {
    Path other = folder.resolve("other.db3");
    try (var database = java.sql.DriverManager.getConnection("jdbc:sqlite:" + other);
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE words(word)");
      statement.execute("CREATE TABLE topics(id)");
      statement.execute("CREATE VIEW messages AS SELECT 1 AS id");
    }
    assertThatThrownBy(() -> Messages.all(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without the tables topics and messages");
  }

  @Test
  void aFolderThatNamesFilesOutsideIsRefused() throws Exception {
    Files.writeString(
        folder.resolve("metadata.yaml"),
        "rosbag2_bagfile_information:\n  relative_file_paths:\n    - ../../secret.db3\n");
    assertThatThrownBy(() -> Messages.summary(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside");
  }
}

package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.TaskFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedRecordingTest {

  @TempDir private Path folder;

  private final Feed feed = TaskFile.read(Path.of("../examples/sms-spam.yaml")).feed();

  @Test
  void rowsComeSeveralTimesAndTheHeaderOnce() throws IOException {
    assertThat(repeated("Label\tSMS\nham\ta\nspam\tb\n"))
        .isEqualTo("Label\tSMS\nham\ta\nspam\tb\nham\ta\nspam\tb\n");
    assertThat(repeated("Label\tSMS\nham\ta")).isEqualTo("Label\tSMS\nham\ta\nham\ta\n");
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> RepeatedRecording.write(feed, folder, 2, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("single table");
  }

  private String repeated(String table) throws IOException {
    Path recording = Files.writeString(folder.resolve("table.tsv"), table);
    Path target = Files.createDirectories(folder.resolve("repeated"));
    return Files.readString(RepeatedRecording.write(feed, recording, 2, target));
  }
}

package dev.millrace.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.source.RecordedFile;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.TimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    for (String name : List.of("b.csv", "a.csv", "notes.md", "late.txt", "early.txt")) {
      Files.writeString(folder.resolve(name), "text\nhello\n");
    }
    Files.createDirectory(folder.resolve("pictures"));
  }

  @Test
  void aFileIsPlayedItselfWhateverItsEnding() {
    Recording recording =
        Recording.open(feed(List.of(), null), List.of(folder.resolve("late.txt")));

    assertThat(names(recording)).containsExactly("late.txt");
    assertThat(recording.files().get(0).path()).isEqualTo(folder.resolve("late.txt"));
  }

  @Test
  void aFolderGivesItsFilesOfTheFormatByName() {
    assertThat(names(Recording.open(feed(List.of(), null), List.of(folder))))
        .containsExactly("a.csv", "b.csv");
  }

  @Test
  void namedFilesAreTakenInTheirOrder() {
    Feed feed = feed(List.of("late.txt", "early.txt"), null);

    assertThat(names(Recording.open(feed, List.of(folder))))
        .containsExactly("late.txt", "early.txt");
  }

  @Test
  void aNamedFileMayBeReplayedByItself() {
    Feed feed = feed(List.of("late.txt"), null);

    assertThat(names(Recording.open(feed, List.of(folder.resolve("late.txt")))))
        .containsExactly("late.txt");
  }

  @Test
  void labelFilesLieInTheFolderOrBesideTheFile() {
    Feed feed =
        feed(List.of("late.txt"), new LabelSpec.InFiles(List.of("a.csv"), LabelSpec.As.NAME));
    Path expected = folder.resolve("a.csv");

    assertThat(Recording.open(feed, List.of(folder)).files())
        .extracting(RecordedFile::labels)
        .containsExactly(expected);
    assertThat(Recording.open(feed, List.of(folder.resolve("late.txt"))).files())
        .extracting(RecordedFile::labels)
        .containsExactly(expected);
  }

  @Test
  void missingFilesAreAllSaidAtOnce() {
    Feed feed = feed(List.of("gone.csv", "a.csv", "lost.csv"), null);

    refused(feed, List.of(folder))
        .hasMessageContaining("gone.csv")
        .hasMessageContaining("lost.csv");
  }

  @Test
  void aPathThatIsNotThereIsSaid() {
    refused(feed(List.of(), null), List.of(folder.resolve("nowhere")))
        .hasMessageContaining("there is no file or folder")
        .hasMessageContaining("nowhere");
  }

  @Test
  void aRecordedFeedWithoutAPathAsksForOne() {
    refused(feed(List.of(), null), List.of()).hasMessageContaining("--replay");
  }

  @Test
  void aFolderWithoutFilesOfTheFormatAsksForNames() {
    refused(feed(List.of(), null), List.of(folder.resolve("pictures")))
        .hasMessageContaining("no file ending in .csv")
        .hasMessageContaining("task file");
  }

  @Test
  void tooFewLabelFilesAreSaid() {
    Feed feed =
        feed(
            List.of("late.txt", "early.txt"),
            new LabelSpec.InFiles(List.of("a.csv"), LabelSpec.As.NAME));

    refused(feed, List.of(folder)).hasMessageContaining("2 files and 1 label files");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Feed feed, List<Path> paths) {
    return assertThatThrownBy(() -> Recording.open(feed, paths)).isInstanceOf(UnusableSource.class);
  }

  private static List<String> names(Recording recording) {
    return recording.files().stream().map(RecordedFile::name).toList();
  }

  private static Feed feed(List<String> files, @Nullable LabelSpec labels) {
    return new Feed(
        "texts",
        files,
        FeedFormat.CSV,
        new Feed.TableFormat(true, Feed.Quote.DOUBLE, ',', 0),
        new Feed.Columns("text", List.of(), null, null),
        TimeSpec.COUNTED,
        labels,
        LabelDelay.NONE,
        null);
  }
}

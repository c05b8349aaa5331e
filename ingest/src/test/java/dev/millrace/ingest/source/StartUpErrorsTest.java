package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a whole file stops the start; what is wrong with one row does not. */
class StartUpErrorsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"CSV", "TSV", "JSONL", "LINES"})
  void anEmptyFileIsNamed(FeedFormat format) {
    Feed feed =
        format == FeedFormat.LINES
            ? TestFeeds.lines(null)
            : TestFeeds.readings(format, null, null, LabelDelay.NONE);

    refused(feed, write("empty.dat", "")).hasMessageContaining("empty.dat is empty");
  }

  @Test
  void aHeaderWithoutRowsIsNamed() {
    refused(TestFeeds.banking(), write("head.csv", "text,category\n"))
        .hasMessageContaining("head.csv has a header but no rows");
  }

  @Test
  void columnsThatAreMissingAreAllSaidWithTheNearestName() {
    refused(TestFeeds.banking(), write("a.csv", "Text,categori\nhello,x\n"))
        .hasMessageContaining("no column 'text' (text); did you mean 'Text'?")
        .hasMessageContaining("no column 'category' (label); did you mean 'categori'?");
  }

  @Test
  void errorsOfAllFilesAreSaidAtOnce() {
    Path one = write("one.csv", "");
    Path two = write("two.csv", "text\nhello\n");

    assertThatThrownBy(
            () ->
                Sources.recorded(
                    TestFeeds.banking(), List.of(Drained.file(one), Drained.file(two))))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("one.csv is empty")
        .hasMessageContaining("two.csv has no column 'category'");
  }

  @Test
  void aColumnThatIsNamedTwiceAndUsedIsAmbiguous() {
    refused(TestFeeds.banking(), write("a.csv", "text,text,category\na,b,c\n"))
        .hasMessageContaining("names column 'text' twice");
  }

  @Test
  void aWrongSeparatorIsOneError() {
    refused(TestFeeds.sms(), write("a.tsv", "Label,SMS\nham,hello\n"))
        .hasMessageContaining("no column 'SMS' (text)");
  }

  @Test
  void timesThatNoneFollowsThePatternAreOneError() {
    Feed feed = TestFeeds.readings(FeedFormat.CSV, null, null, LabelDelay.NONE);

    refused(feed, write("a.csv", "t,value\n1/2/2020,5\n2/2/2020,6\n"))
        .hasMessageContaining("no row among the first 2 can be read")
        .hasMessageContaining("time '1/2/2020' in column 't' isn't ISO-8601");
  }

  @Test
  void aFolderWithoutPicturesIsNamed() {
    write("notes.txt", "no picture");

    assertThatThrownBy(
            () -> Sources.recorded(TestFeeds.images(), List.of(new RecordedFile(folder, "", null))))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("has no picture");
  }

  @Test
  void aLabelThatIsAlsoAChannelIsRefusedBeforeItIsSent() {
    Feed feed =
        TestFeeds.readings(
            FeedFormat.CSV,
            null,
            new LabelSpec.InColumn("value", LabelSpec.As.VALUE),
            LabelDelay.NONE);

    refused(feed, write("a.csv", "t,value\n2020-01-01T00:00:00Z,5\n"))
        .hasMessageContaining("column 'value' is the label and must not be sent");
  }

  @Test
  void jsonWithoutTheColumnsIsOneErrorAndALaterBrokenLineIsNot() {
    Feed feed = TestFeeds.readings(FeedFormat.JSONL, null, null, LabelDelay.NONE);
    refused(feed, write("a.jsonl", "{\"t\": \"2020-01-01\", \"valu\": 1}\n"))
        .hasMessageContaining("no column 'value' (channel); did you mean 'valu'?");

    Drained drained =
        play(
            feed,
            write(
                "b.jsonl",
                "{\"t\":\"2020-01-01\",\"value\":1.5,\"label\":\"x\"}\n\nnot json\n"
                    + "{\"t\":\"2020-01-02\"}\n{\"t\":\"2020-01-03\",\"value\":2}\n"));

    assertThat(drained.texts()).containsExactly("1.5", "2");
    assertThat(drained.all(SourceItem.Malformed.class))
        .extracting(SourceItem.Malformed::problem)
        .satisfiesExactly(
            first -> assertThat(first).contains("b.jsonl line 3"),
            second -> assertThat(second).contains("line 4: no value for column 'value'"));
  }

  @Test
  void aLaterRowWithAMissingFieldIsSentAsItLies() {
    Drained drained =
        play(TestFeeds.banking(), write("a.csv", "text,category\nhello,x\nlost\nbye,y\n"));

    assertThat(drained.texts()).containsExactly("hello", "bye");
    SourceItem.Malformed lost = drained.all(SourceItem.Malformed.class).get(0);
    assertThat(lost.raw()).asString(UTF_8).isEqualTo("lost");
    assertThat(lost.problem()).contains("a.csv line 3: the row has 1 values instead of 2");
    // It keeps its place, so the ids and times after it don't depend on its being broken.
    assertThat(drained.events()).extracting(SourceItem.Event::sequence).containsExactly(0L, 2L);
  }

  @Test
  void brokenUtf8IsSentAsItLies() throws IOException {
    Path file = folder.resolve("a.csv");
    byte[] row = {'a', (byte) 0xFF, 'b', ',', 'x', '\n'};
    Files.write(file, "text,category\n".getBytes(UTF_8));
    Files.write(file, row, StandardOpenOption.APPEND);

    assertThat(play(TestFeeds.banking(), file).events().get(0).payload())
        .containsExactly('a', 0xFF, 'b');
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(Feed feed, Path file) {
    return assertThatThrownBy(() -> play(feed, file)).isInstanceOf(UnusableSource.class);
  }

  private static Drained play(Feed feed, Path file) {
    return Drained.of(Sources.recorded(feed, List.of(Drained.file(file))));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of examples from a column beside the label. */
final class LabelWeightsTest {

  @TempDir Path folder;

  private Drained play(Feed feed, String rows) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), rows);
    return Drained.of(Sources.recorded(feed, List.of(Drained.file(file))));
  }

  @Test
  void weightGoesWithItsLabelThroughADelay() throws IOException {
    Feed feed = TestFeeds.weighted(LabelSpec.As.NAME, new LabelDelay(1, Duration.ZERO));
    Drained played = play(feed, "weight,text,label\n2.5,hello,ham\n0,win,spam\n");
    assertThat(played.labels()).extracting(SourceItem.Label::text).containsExactly("ham", "spam");
    assertThat(played.labels()).extracting(SourceItem.Label::weight).containsExactly(2.5, 0.0);
    assertThat(played.texts()).as("the weight is not sent").containsExactly("hello", "win");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-1e-9", "NaN", "Infinity", "1e39", "heavy"})
  void weightThatIsNoneMakesTheRowUnreadableWithItsReason(String weight) throws IOException {
    Feed feed = TestFeeds.weighted(LabelSpec.As.NAME, LabelDelay.NONE);
    Drained played = play(feed, "text,label,weight\nhello,ham," + weight + "\nbye,ham,1\n");
    assertThat(played.texts()).containsExactly("bye");
    assertThat(played.all(SourceItem.Malformed.class))
        .singleElement()
        .satisfies(
            bad -> {
              assertThat(new String(bad.raw(), UTF_8)).startsWith("hello,ham,");
              assertThat(bad.problem())
                  .isEqualTo(
                      ("rows.csv line 2: weight '%s' in column 'weight' isn't a number from 0 to"
                              + " 3.4028235E38")
                          .formatted(weight));
            });
  }

  @Test
  void fileWithoutTheColumnIsAnErrorBeforeTheStart() {
    Feed feed = TestFeeds.weighted(LabelSpec.As.NAME, LabelDelay.NONE);
    assertThatThrownBy(() -> play(feed, "text,label,weights\nhello,ham,1\n"))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("has no column 'weight' (weight); did you mean 'weights'?");
  }

  @Test
  void unknownClassIsSentByItsNameSoThatItsLetterNamesTheClasses() {
    Feed feed = TestFeeds.weighted(LabelSpec.As.NAME, LabelDelay.NONE);
    Task task = TestFeeds.learner("t", feed, List.of("ham", "spam"));
    assertThat(new String(LabelJson.encode(new SourceItem.Label("e", "eggs", 0.5, 7), task), UTF_8))
        .isEqualTo("{\"eventId\":\"e\",\"task\":\"t\",\"label\":\"eggs\",\"labelTime\":7}");
  }

  @ParameterizedTest
  @CsvSource({
    "NAME, spam, '[1.0,0.5]'",
    "INDEX, 1, '[1.0,0.5]'",
    "VALUE, 21.5, '[21.5,0.5]'",
    "INDEX, one, '[\"one\",0.5]'"
  })
  void weightStandsBehindWhatTheLabelSays(LabelSpec.As as, String text, String values) {
    Task task =
        TestFeeds.learner("t", TestFeeds.weighted(as, LabelDelay.NONE), List.of("ham", "spam"));
    assertThat(new String(LabelJson.encode(new SourceItem.Label("e", text, 0.5, 7), task), UTF_8))
        .isEqualTo(
            "{\"eventId\":\"e\",\"task\":\"t\",\"values\":%s,\"labelTime\":7}".formatted(values));
  }
}

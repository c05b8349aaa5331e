package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When labels are given and what time they bear; times in seconds since 1970. */
class LabelTimesTest {

  private static final LabelSpec COLUMN = new LabelSpec.InColumn("label", LabelSpec.As.NAME);

  @TempDir Path folder;

  @Test
  void withoutDelayALabelHasItsEventsTimeAndFollowsIt() {
    assertThat(story(COLUMN, LabelDelay.NONE, 10, 20))
        .containsExactly("e10", "a@10", "e20", "b@20");
  }

  @Test
  void aDelayInEventsGivesTheTimeOfTheEventAfterWhichItComes() {
    assertThat(story(COLUMN, new LabelDelay(2, Duration.ZERO), 10, 20, 35, 50))
        .containsExactly("e10", "e20", "e35", "a@35", "e50", "b@50", "c@51", "d@52");
  }

  @Test
  void aDelayInTimeIsAddedAndTheLabelFollowsTheFirstEventNotEarlier() {
    assertThat(story(COLUMN, new LabelDelay(0, Duration.ofSeconds(12)), 10, 20, 22, 50))
        .containsExactly("e10", "e20", "e22", "a@22", "e50", "b@32", "c@34", "d@62");
  }

  @Test
  void labelsOfEventsAtTheSameTimeKeepTheOrderOfTheEvents() {
    List<SourceItem.Label> labels = drained(COLUMN, LabelDelay.NONE, 10, 10, 10).labels();

    assertThat(labels).extracting(SourceItem.Label::text).containsExactly("a", "b", "c");
    assertThat(labels)
        .extracting(SourceItem.Label::labelTime)
        .containsExactly(10_000_000L, 10_000_001L, 10_000_002L);
  }

  @Test
  void aFutureValueIsThatOfTheFirstReadingAtOrAfterTheTime() {
    LabelSpec ahead = new LabelSpec.FutureValue("value", Duration.ofSeconds(10));

    // Values are 0, 1, 2, 3; the reading at 21 is the first that is ten seconds after 10 and 11.
    assertThat(story(ahead, LabelDelay.NONE, 10, 11, 21, 40))
        .containsExactly("e10", "e11", "e21", "2@21", "2@21.000001", "e40", "3@40");
  }

  @Test
  void aFutureValueComesFromTheSameSource() {
    LabelSpec ahead = new LabelSpec.FutureValue("value", Duration.ofSeconds(10));
    Feed feed = TestFeeds.readings(FeedFormat.CSV, "source", ahead, LabelDelay.NONE);
    String rows = "t,value,source\n" + row(0, 1, "x") + row(15, 2, "y") + row(16, 3, "x");

    Drained drained = play(feed, rows);

    assertThat(drained.labels())
        .containsExactly(new SourceItem.Label(drained.events().get(0).eventId(), "3", 16_000_000L));
  }

  @Test
  void readingsWithoutAFutureAreCounted() throws InterruptedException {
    LabelSpec ahead = new LabelSpec.FutureValue("value", Duration.ofSeconds(10));
    Feed feed = TestFeeds.readings(FeedFormat.CSV, null, ahead, LabelDelay.NONE);
    Path file = write("t,value\n1970-01-01T00:00:00Z,1\n1970-01-01T00:00:05Z,2\n");
    try (EventSource source = Sources.recorded(feed, List.of(Drained.file(file)))) {
      while (source.next().isPresent()) {
        assertThat(source.counters()).containsKey("unlabelled");
      }
      assertThat(source.counters()).containsEntry("unlabelled", 2L);
    }
  }

  @Test
  void anUnsortedFileHoldsItsFloorAtTheEarliestRowStillToCome() throws InterruptedException {
    Feed feed = TestFeeds.readings(FeedFormat.CSV, null, null, LabelDelay.NONE);
    Path file = write("t,value\n" + row(50, 0, "") + row(10, 1, "") + row(60, 2, ""));
    List<Long> floors = new ArrayList<>();
    try (EventSource source = Sources.recorded(feed, List.of(Drained.file(file)))) {
      floors.add(source.eventFloor());
      while (source.next().isPresent()) {
        floors.add(source.eventFloor());
      }
    }
    assertThat(floors).startsWith(10_000_000L, 10_000_000L).isSorted();
  }

  @Test
  void aFileThatChangesWhileItIsPlayedBreaksNoPromiseSilently() throws Exception {
    Feed feed = TestFeeds.readings(FeedFormat.CSV, null, null, LabelDelay.NONE);
    // More than the reader buffers, so that the end is read after the change.
    String body = "t,value\n" + row(50, 0, "").repeat(10_000);
    Path file = write(body);
    try (EventSource source = Sources.recorded(feed, List.of(Drained.file(file)))) {
      Files.writeString(file, body + row(1, 0, ""));

      assertThatThrownBy(
              () -> {
                while (source.next().isPresent()) {
                  assertThat(source.eventFloor()).isEqualTo(50_000_000L);
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the file changed while it was played");
    }
  }

  /** Events as {@code e<time>}, labels as {@code <text>@<time>}. */
  private List<String> story(LabelSpec labels, LabelDelay delay, int... seconds) {
    return drained(labels, delay, seconds).items().stream().map(LabelTimesTest::told).toList();
  }

  private Drained drained(LabelSpec labels, LabelDelay delay, int... seconds) {
    StringBuilder csv = new StringBuilder("t,value,label\n");
    for (int i = 0; i < seconds.length; i++) {
      csv.append(row(seconds[i], i, String.valueOf((char) ('a' + i))));
    }
    return play(TestFeeds.readings(FeedFormat.CSV, null, labels, delay), csv.toString());
  }

  private static String told(SourceItem item) {
    return item instanceof SourceItem.Label label
        ? label.text() + "@" + seconds(label.labelTime())
        : "e" + seconds(((SourceItem.Event) item).eventTime());
  }

  private static String seconds(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }

  private static String row(int second, int value, String last) {
    String time = Instant.ofEpochSecond(second).toString();
    return time + "," + value + (last.isEmpty() ? "" : "," + last) + "\n";
  }

  private Drained play(Feed feed, String csv) {
    return Drained.of(Sources.recorded(feed, List.of(Drained.file(write(csv)))));
  }

  private Path write(String csv) {
    try {
      return Files.writeString(folder.resolve("a.csv"), csv);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

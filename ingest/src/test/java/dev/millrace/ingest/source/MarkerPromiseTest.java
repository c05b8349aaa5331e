package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever the times in a recording and the delay of its labels are: after every single item, the
 * floors hold for all that follows. A marker may stand anywhere, so this is its promise.
 */
class MarkerPromiseTest {

  private static Path file = Path.of("unset");

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("promise", ".csv");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  /** What a source gave, with the floors that it promised before each item and at the end. */
  private record Played(List<SourceItem> items, List<Long> eventFloors, List<Long> labelFloors) {}

  @Property(tries = 400)
  void floorsHoldForAllThatFollows(
      @ForAll("rows") List<Integer> seconds,
      @ForAll("delays") LabelDelay delay,
      @ForAll("labels") LabelSpec labels,
      @ForAll("seeds") Optional<Long> shuffle)
      throws Exception {
    Played played = play(seconds, delay, labels, shuffle);

    assertPromises(played);
  }

  @Property(tries = 200)
  void labelTimesRiseInTheOrderOfTheEventsAndNeverComeBeforeThem(
      @ForAll("rows") List<Integer> seconds,
      @ForAll("delays") LabelDelay delay,
      @ForAll("seeds") Optional<Long> shuffle)
      throws Exception {
    LabelSpec column = new LabelSpec.InColumn("label", LabelSpec.As.NAME);
    Drained drained = new Drained(play(seconds, delay, column, shuffle).items());

    List<SourceItem.Event> events = drained.events();
    List<SourceItem.Label> labels = drained.labels();
    assertThat(labels.stream().map(SourceItem.Label::eventId))
        .containsExactlyElementsOf(events.stream().map(SourceItem.Event::eventId).toList());
    for (int i = 0; i < labels.size(); i++) {
      assertThat(labels.get(i).labelTime()).isGreaterThanOrEqualTo(events.get(i).eventTime());
      if (i > 0) {
        assertThat(labels.get(i).labelTime()).isGreaterThan(labels.get(i - 1).labelTime());
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> rows() {
    Arbitrary<List<Integer>> steps =
        Arbitraries.integers().between(0, 5).list().ofMinSize(1).ofMaxSize(150);
    Arbitrary<List<Integer>> sorted =
        steps.map(
            all -> {
              List<Integer> sum = new ArrayList<>();
              all.forEach(s -> sum.add(s + (sum.isEmpty() ? 0 : sum.get(sum.size() - 1))));
              return sum;
            });
    Arbitrary<List<Integer>> unsorted =
        Arbitraries.integers().between(0, 300).list().ofMinSize(1).ofMaxSize(150);
    return Arbitraries.oneOf(sorted, unsorted);
  }

  @Provide
  Arbitrary<LabelDelay> delays() {
    return Arbitraries.oneOf(
        Arbitraries.just(LabelDelay.NONE),
        Arbitraries.longs().between(1, 200).map(n -> new LabelDelay(n, Duration.ZERO)),
        Arbitraries.longs().between(1, 90).map(s -> new LabelDelay(0, Duration.ofSeconds(s))));
  }

  @Provide
  Arbitrary<LabelSpec> labels() {
    return Arbitraries.oneOf(
        Arbitraries.just(new LabelSpec.InColumn("label", LabelSpec.As.NAME)),
        Combinators.combine(Arbitraries.just("value"), Arbitraries.longs().between(1, 40))
            .as((channel, ahead) -> new LabelSpec.FutureValue(channel, Duration.ofSeconds(ahead))));
  }

  @Provide
  Arbitrary<Optional<Long>> seeds() {
    return Arbitraries.longs().between(0, 9).injectNull(0.6).map(Optional::ofNullable);
  }

  private static Played play(
      List<Integer> seconds, LabelDelay delay, LabelSpec labels, Optional<Long> shuffle)
      throws IOException, InterruptedException {
    StringBuilder csv = new StringBuilder("t,value,source,label\n");
    for (int i = 0; i < seconds.size(); i++) {
      csv.append(Instant.ofEpochSecond(seconds.get(i)))
          .append(',')
          .append(i)
          .append(",s")
          .append(i % 2)
          .append(",l\n");
    }
    Files.writeString(file, csv);
    Feed feed = TestFeeds.readings(FeedFormat.CSV, "source", labels, delay);
    Feed played = shuffle.map(seed -> TestFeeds.shuffled(feed, seed)).orElse(feed);
    List<SourceItem> items = new ArrayList<>();
    List<Long> eventFloors = new ArrayList<>();
    List<Long> labelFloors = new ArrayList<>();
    try (EventSource source = Sources.recorded(played, List.of(Drained.file(file)))) {
      Optional<SourceItem> item;
      do {
        eventFloors.add(source.eventFloor());
        labelFloors.add(source.labelFloor());
        item = source.next();
        item.ifPresent(items::add);
      } while (item.isPresent());
    }
    return new Played(items, eventFloors, labelFloors);
  }

  private static void assertPromises(Played played) {
    assertThat(played.eventFloors()).isSorted();
    assertThat(played.labelFloors()).isSorted();
    for (int i = 0; i < played.items().size(); i++) {
      // Floors never fall, so the floor right before an item is the strictest it must keep.
      if (played.items().get(i) instanceof SourceItem.Event event) {
        assertThat(event.eventTime()).isGreaterThanOrEqualTo(played.eventFloors().get(i));
      } else if (played.items().get(i) instanceof SourceItem.Label label) {
        assertThat(label.labelTime()).isGreaterThanOrEqualTo(played.labelFloors().get(i));
      }
    }
  }
}

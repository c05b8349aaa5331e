package dev.millrace.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.message.SchemaEvents;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.replay.PlaySettings.Alignment;
import dev.millrace.ingest.replay.PlaySettings.Dating;
import dev.millrace.ingest.replay.PlaySettings.Repeat;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceItem;
import dev.millrace.ingest.source.UnusableSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the feeds of a replay, as fast as it goes. */
final class PlayerTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path folder;
  private Path speed;
  private Path pose;

  @BeforeEach
  void writeTwoRecordings() throws IOException {
    speed =
        Files.writeString(
            folder.resolve("speed.csv"),
            """
            time,v
            2020-01-01T00:00:00Z,1
            2020-01-01T00:00:02Z,2
            2020-01-01T00:00:02Z,3
            2020-01-01T00:00:04Z,4
            """);
    pose =
        Files.writeString(
            folder.resolve("pose.jsonl"),
            """
            {"t": "2020-01-01T00:00:01Z", "x": 1}
            {"t": "2020-01-01T00:00:02Z", "x": 2}
            """);
  }

  private static PlaySettings settings(PlayRange range, Repeat repeat, Dating dating) {
    return new PlaySettings(
        range, List.of(), List.of(), Map.of(), repeat, dating, Alignment.AS_RECORDED, null, 100);
  }

  private static PlaySettings taking(
      List<Pattern> topics, List<Pattern> exclude, Map<String, String> feeds) {
    return new PlaySettings(
        PlayRange.ALL,
        topics,
        exclude,
        feeds,
        Repeat.ONCE,
        Dating.AS_RECORDED,
        Alignment.AS_RECORDED,
        null,
        100);
  }

  private Player player(PlaySettings settings, Path... paths) {
    ReplayClock clock = new ReplayClock(System::nanoTime, new PreciseWaiter(), 0);
    return Playbill.open(List.of(paths), settings, NOW).player(new SchemaEvents(), clock);
  }

  /** Takes so many events of a source, and checks that they keep what its floors have promised. */
  private static List<SourceItem.Event> take(EventSource source, int most)
      throws InterruptedException {
    List<SourceItem.Event> events = new ArrayList<>();
    long floor = source.eventFloor();
    while (events.size() < most) {
      Optional<SourceItem> item = source.next();
      if (item.isEmpty()) {
        break;
      }
      if (item.get() instanceof SourceItem.Event event) {
        assertThat(event.eventTime()).isGreaterThanOrEqualTo(floor);
        events.add(event);
      }
      assertThat(source.eventFloor()).isGreaterThanOrEqualTo(floor);
      floor = source.eventFloor();
    }
    return events;
  }

  private static Map<String, List<SourceItem.Event>> drain(Player player)
      throws InterruptedException {
    Map<String, List<SourceItem.Event>> events = new TreeMap<>();
    for (Map.Entry<String, EventSource> source : player.sources().entrySet()) {
      events.put(source.getKey(), take(source.getValue(), Integer.MAX_VALUE));
    }
    player.sources().values().forEach(EventSource::close);
    return events;
  }

  private static List<String> told(List<SourceItem.Event> events) {
    return events.stream()
        .map(
            event ->
                Instant.ofEpochSecond(0, event.eventTime() * 1_000)
                    + " "
                    + new String(event.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> ids(Map<String, List<SourceItem.Event>> events) {
    return events.values().stream().flatMap(List::stream).map(SourceItem.Event::eventId).toList();
  }

  @Test
  void everyTopicHasAFeedOfItsOwnWithTheTimesOfTheRecording() throws InterruptedException {
    Map<String, List<SourceItem.Event>> events = drain(player(PlaySettings.DEFAULT, speed, pose));

    assertThat(events).containsOnlyKeys("pose", "speed");
    assertThat(told(events.get("speed")))
        .containsExactly(
            "2020-01-01T00:00:00Z {\"channels\":{\"v\":1.0}}",
            "2020-01-01T00:00:02Z {\"channels\":{\"v\":2.0}}",
            "2020-01-01T00:00:02Z {\"channels\":{\"v\":3.0}}",
            "2020-01-01T00:00:04Z {\"channels\":{\"v\":4.0}}");
    assertThat(events.get("speed")).allMatch(event -> event.sourceId().equals("speed"));
    assertThat(ids(events)).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void secondReplayElsewhereGivesTheSameIds() throws IOException, InterruptedException {
    List<String> ids = ids(drain(player(PlaySettings.DEFAULT, speed, pose)));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
    Path copy = Files.copy(speed, elsewhere.resolve("speed.csv"));
    assertThat(ids(drain(player(PlaySettings.DEFAULT, copy, pose)))).isEqualTo(ids);
  }

  @Test
  void partOfAReplayGivesTheIdsOfTheWhole() throws InterruptedException {
    Map<String, List<SourceItem.Event>> all = drain(player(PlaySettings.DEFAULT, speed, pose));
    PlayRange middle =
        new PlayRange(new PlayTime.After(Duration.ofSeconds(1)), Duration.ofSeconds(2), null);
    Map<String, List<SourceItem.Event>> part =
        drain(player(settings(middle, Repeat.ONCE, Dating.AS_RECORDED), speed, pose));

    assertThat(told(part.get("pose"))).hasSize(2);
    assertThat(told(part.get("speed")))
        .containsExactly(
            "2020-01-01T00:00:02Z {\"channels\":{\"v\":2.0}}",
            "2020-01-01T00:00:02Z {\"channels\":{\"v\":3.0}}");
    assertThat(ids(all)).containsAll(ids(part));
  }

  @Test
  void untilMayBeATimeOfTheRecording() throws InterruptedException {
    PlayTime until = new PlayTime.At(Instant.parse("2020-01-01T00:00:02Z"));
    PlayRange range = new PlayRange(null, null, until);
    Map<String, List<SourceItem.Event>> part =
        drain(player(settings(range, Repeat.ONCE, Dating.AS_RECORDED), speed, pose));
    assertThat(told(part.get("speed")))
        .containsExactly("2020-01-01T00:00:00Z {\"channels\":{\"v\":1.0}}");
  }

  @Test
  void recordingsAreMergedByTimeAndThenInTheOrderOfTheFiles() throws IOException {
    Playbill bill = Playbill.open(List.of(speed, pose), PlaySettings.DEFAULT, NOW);
    List<String> order = new ArrayList<>();
    try (MergedRecordings merged =
        MergedRecordings.open(
            bill.plan().recordings(), bill.plan().filter(), RecordingLimits.DEFAULT)) {
      for (Optional<Moment> m = merged.next(); m.isPresent(); m = merged.next()) {
        order.add(StandardCharsets.UTF_8.decode(m.get().message().payload()).toString());
      }
    }
    assertThat(order)
        .containsExactly(
            "{\"v\":1.0}",
            "{\"t\": \"2020-01-01T00:00:01Z\", \"x\": 1}",
            "{\"v\":2.0}",
            "{\"v\":3.0}",
            "{\"t\": \"2020-01-01T00:00:02Z\", \"x\": 2}",
            "{\"v\":4.0}");
  }

  @Test
  void loopGoesOnWithLaterTimesAndNewIds() throws InterruptedException {
    Player player = player(settings(PlayRange.ALL, Repeat.ENDLESS, Dating.AS_RECORDED), speed);
    EventSource source = player.sources().get("speed");
    List<SourceItem.Event> events = take(source, 12);
    source.close();

    assertThat(events.stream().map(SourceItem.Event::eventId)).doesNotHaveDuplicates();
    // Four messages over four seconds, and the mean distance of a third of that between passes.
    assertThat(told(events.subList(3, 5)))
        .containsExactly(
            "2020-01-01T00:00:04Z {\"channels\":{\"v\":4.0}}",
            "2020-01-01T00:00:05.333333Z {\"channels\":{\"v\":1.0}}");
  }

  @Test
  void shiftToNowDatesTheFirstMessageNow() throws InterruptedException {
    Map<String, List<SourceItem.Event>> events =
        drain(player(settings(PlayRange.ALL, Repeat.ONCE, Dating.SHIFTED_TO_NOW), speed, pose));
    assertThat(told(events.get("speed")).get(0)).startsWith("2026-11-25T12:00:00Z ");
    assertThat(told(events.get("pose")).get(0)).startsWith("2026-11-25T12:00:01Z ");
    assertThat(ids(events))
        .doesNotContainAnyElementsOf(ids(drain(player(PlaySettings.DEFAULT, speed, pose))));
  }

  @Test
  void alignedRecordingsStartTogetherWhateverTheirClocksSaid()
      throws IOException, InterruptedException {
    Path other = Files.writeString(folder.resolve("other.csv"), "time,v\n1999-01-01,7\n");
    PlaySettings aligned =
        new PlaySettings(
            PlayRange.ALL,
            List.of(),
            List.of(),
            Map.of(),
            Repeat.ONCE,
            Dating.AS_RECORDED,
            Alignment.SAME_START,
            null,
            100);
    Map<String, List<SourceItem.Event>> events = drain(player(aligned, speed, other));
    assertThat(told(events.get("other")))
        .containsExactly("2020-01-01T00:00:00Z {\"channels\":{\"v\":7.0}}");
  }

  @Test
  void sameRecordingTwiceGivesEveryEventAnIdOfItsOwn() throws IOException, InterruptedException {
    PlaySettings both = taking(List.of(), List.of(), Map.of());
    Map<String, List<SourceItem.Event>> events = drain(player(both, speed, speed));
    assertThat(events.get("speed")).hasSize(8);
    assertThat(ids(events)).doesNotHaveDuplicates();
  }

  @Test
  void topicsAreChosenByPatternsThatMatchThemWhole() throws InterruptedException {
    assertThat(
            player(taking(List.of(Pattern.compile("/s.*")), List.of(), Map.of()), speed, pose)
                .sources())
        .containsOnlyKeys("speed");
    assertThat(
            player(taking(List.of(), List.of(Pattern.compile("/speed")), Map.of()), speed, pose)
                .sources())
        .containsOnlyKeys("pose");
    assertThatThrownBy(
            () -> player(taking(List.of(Pattern.compile("/spee")), List.of(), Map.of()), speed))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("no topic is left to play")
        .hasMessageContaining("/speed");
  }

  @Test
  void topicsMayShareAFeedWhereTheUserSaysSo() throws InterruptedException {
    Map<String, String> car = Map.of("/speed", "car", "/pose", "car");
    Map<String, List<SourceItem.Event>> events =
        drain(player(taking(List.of(), List.of(), car), speed, pose));
    assertThat(events).containsOnlyKeys("car");
    assertThat(events.get("car").stream().map(SourceItem.Event::sourceId))
        .containsExactly("speed", "pose", "speed", "speed", "pose", "speed");
    assertThatThrownBy(() -> player(taking(List.of(), List.of(), Map.of("/speeed", "car")), speed))
        .hasMessageContaining("'/speeed' is mapped to feed 'car' and is not played");
  }

  @Test
  void topicsWhoseFeedsWouldMeetByChanceAreRefused() {
    assertThatThrownBy(() -> Routing.of(List.of("/a/b", "/a-b"), Map.of()))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("would all be feed 'a-b'")
        .hasMessageContaining("--map");
    assertThat(Routing.feedName("/camera/image raw")).isEqualTo("camera-image-raw");
  }

  @Test
  void emptyRangeAndUnknownPathAreErrorsBeforeAnythingStarts() {
    PlayRange none = new PlayRange(new PlayTime.After(Duration.ofSeconds(5)), Duration.ZERO, null);
    assertThatThrownBy(() -> player(settings(none, Repeat.ONCE, Dating.AS_RECORDED), speed))
        .hasMessageContaining("nothing lies between");
    assertThatThrownBy(() -> player(PlaySettings.DEFAULT, folder.resolve("nowhere")))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void stopEndsAReplayThatWaits() throws InterruptedException {
    ReplayClock clock = new ReplayClock(System::nanoTime, new PreciseWaiter(), 1e-6);
    Player player =
        Playbill.open(List.of(speed), PlaySettings.DEFAULT, NOW).player(new SchemaEvents(), clock);
    EventSource source = player.sources().get("speed");
    assertThat(take(source, 1)).hasSize(1);
    source.stop();
    assertThat(take(source, Integer.MAX_VALUE)).isEmpty();
    assertThat(player.played()).isEqualTo(1);
    source.close();
  }

  @Test
  void recordingThatCannotBeReadOnEndsItsFeedsWithTheReason() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("cam"));
    Files.writeString(pictures.resolve("1.png"), "one");
    try (RandomAccessFile sparse = new RandomAccessFile(pictures.resolve("2.png").toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    PlaySettings counted =
        new PlaySettings(
            PlayRange.ALL,
            List.of(),
            List.of(),
            Map.of(),
            Repeat.ONCE,
            Dating.AS_RECORDED,
            Alignment.AS_RECORDED,
            10.0,
            100);
    Player player = player(counted, pictures);
    EventSource source = player.sources().get("cam");
    assertThatThrownBy(() -> take(source, Integer.MAX_VALUE))
        .hasMessageContaining("feed 'cam'")
        .hasMessageContaining("2.png");
    source.close();
  }
}

package dev.millrace.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.Marker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes twice, and what the markers tell of it. */
class RepeatsTest {

  @TempDir Path state;
  private IngestPipe pipe;

  @BeforeEach
  void open() {
    pipe = IngestPipe.of(state);
  }

  @AfterEach
  void close() {
    pipe.close();
  }

  @Test
  void exactRepeatIsDroppedAndCounted() {
    pipe.row("23.5,100", RawHeaders.SEQUENCE, "1", RawHeaders.EVENT_TIME, "5");
    pipe.row("23.5,100", RawHeaders.SEQUENCE, "1", RawHeaders.EVENT_TIME, "5");

    assertThat(pipe.readings()).hasSize(1);
    assertThat(roomCounters()).containsEntry("duplicates", 1L);
  }

  @Test
  void equalReadingsWithoutAnIdAreTwoEvents() {
    pipe.row("23.5,100");
    pipe.row("23.5,100");

    assertThat(pipe.readings()).hasSize(2);
  }

  @Test
  void resendWithoutAStatedTimeIsARepeatThoughItArrivesLater() {
    pipe.row("23.5,100", RawHeaders.EVENT_ID, "e1");
    pipe.row("23.5,100", RawHeaders.EVENT_ID, "e1", RawHeaders.CONTENT_TYPE, RawHeaders.CSV);

    assertThat(pipe.readings()).hasSize(1);
    assertThat(pipe.deadLetters()).isEmpty();
  }

  @Test
  void twoSourcesMayUseTheSameId() {
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1", RawHeaders.SOURCE_ID, "a");
    pipe.row("2,2", RawHeaders.EVENT_ID, "e1", RawHeaders.SOURCE_ID, "b");

    assertThat(pipe.readings()).hasSize(2);
  }

  @Test
  void deadLetterThatIsSentAgainPassesDeduplicationOnce() {
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");
    pipe.row("2,2", RawHeaders.EVENT_ID, "e1");
    pipe.row("2,2", RawHeaders.EVENT_ID, "e1", RawHeaders.REPLAYED, "test.dead-letters-0-0");
    pipe.row("2,2", RawHeaders.EVENT_ID, "e1", RawHeaders.REPLAYED, "test.dead-letters-0-0");

    assertThat(pipe.readings()).hasSize(2);
    assertThat(roomCounters()).containsEntry("duplicates", 1L).containsEntry("dead_letters", 1L);
  }

  @Test
  void idIsForgottenAfterADayOnTheWallClock() {
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");
    pipe.pass(Duration.ofHours(23));
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");
    pipe.pass(Duration.ofHours(2));
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");

    assertThat(pipe.readings()).hasSize(2);
    assertThat(roomCounters()).containsEntry("duplicates", 1L);
  }

  @Test
  void labelMayBeCorrectedButItsExactRepeatIsDropped() {
    String ham = "{\"eventId\": \"e1\", \"task\": \"spam\", \"label\": \"ham\", \"labelTime\": 1}";
    pipe.label(ham);
    pipe.label(ham);
    pipe.label(ham.replace("ham", "spam"));

    assertThat(pipe.labels()).hasSize(2);
    assertThat(pipe.deadLetters()).isEmpty();
  }

  @Test
  void markerCarriesWhatIngestCounted() {
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");
    pipe.row("1,1", RawHeaders.EVENT_ID, "e1");
    pipe.row("2,1", RawHeaders.EVENT_ID, "e1");
    pipe.row("broken");
    pipe.event("sms", "of another feed");

    assertThat(roomCounters())
        .isEqualTo(Map.of("events_in", 4L, "events_out", 1L, "duplicates", 1L, "dead_letters", 2L));
  }

  @Test
  void markerKeepsItsPartTimeAndEndAndStandsBehindItsEvents() {
    pipe.row("1,1");
    pipe.avro("test.raw.room", new Marker("feed/room", 2, 3, 77L, true, Map.of("events_sent", 1L)));

    assertThat(pipe.records("test.events.sensor")).hasSize(2);
    pipe.avro("test.raw.room", new Marker("feed/room", 2, 3, 78L, true, Map.of("events_sent", 1L)));
    assertThat(pipe.markers("test.events.sensor"))
        .containsExactly(
            new Marker(
                "feed/room",
                2,
                3,
                78L,
                true,
                Map.of("events_in", 1L, "events_out", 1L, "duplicates", 0L, "dead_letters", 0L)));
    assertThat(pipe.records("test.events.text")).isEmpty();
  }

  @Test
  void newestMarkerOfEveryPartIsRepeatedForAReaderThatHasForgottenIt() {
    pipe.avro("test.raw.room", new Marker("feed/room", 0, 2, 77L, false, Map.of()));
    pipe.avro("test.raw.room", new Marker("feed/room", 1, 2, 77L, true, Map.of()));
    pipe.avro("test.raw.room", new Marker("feed/room", 0, 2, 78L, false, Map.of()));
    pipe.row("1,1");
    pipe.records("test.events.sensor");

    pipe.pass(ForwardMarkers.REPEAT_AFTER);

    assertThat(pipe.markers("test.events.sensor"))
        .extracting(marker -> marker.getPart() + " " + marker.getEventTime() + marker.getEnd())
        .containsExactly("0 78false", "1 77true");
    assertThat(pipe.records("test.labels")).isEmpty();
  }

  @Test
  void labelsAreCountedForTheFeedOfTheirTask() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"spam\", \"label\": \"ham\"}");
    pipe.label("{\"eventId\": \"e2\", \"task\": \"spam\", \"label\": \"unheard of\"}");
    pipe.label("{\"eventId\": \"e2\", \"task\": \"occupancy\", \"label\": \"1\"}");
    pipe.label("no JSON", RawHeaders.FEED, "sms");
    pipe.label("no JSON");
    pipe.labels();
    pipe.avro("test.raw.labels", new Marker("feed/sms", 0, 1, 1L, false, Map.of()));

    assertThat(pipe.markers("test.labels").get(0).getCounters())
        .isEqualTo(Map.of("labels_in", 3L, "labels_out", 1L, "duplicates", 0L, "dead_letters", 2L));
  }

  @Test
  void markerOfAnotherOriginIsADeadLetter() {
    pipe.avro("test.raw.room", new Marker("feed/sms", 0, 1, 1L, false, Map.of()));
    pipe.avro("test.raw.labels", new Marker("inference/spam", 0, 1, 1L, false, Map.of()));

    assertThat(pipe.deadLetters())
        .extracting(letter -> letter.getError())
        .containsExactly("FOREIGN_MARKER", "FOREIGN_MARKER");
  }

  private Map<String, Long> roomCounters() {
    pipe.readings();
    pipe.avro("test.raw.room", new Marker(Origins.feed("room"), 0, 1, 1L, false, Map.of()));
    return pipe.markers("test.events.sensor").get(0).getCounters();
  }
}

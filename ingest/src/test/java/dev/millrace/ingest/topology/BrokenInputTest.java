package dev.millrace.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Pictures;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.SensorReading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each broken input is one dead letter that says what, where and what to do; the rest goes on. */
class BrokenInputTest {

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
  void truncatedJpegIsADeadLetterWithItsBytes() {
    byte[] whole = Pictures.jpeg();
    byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
    pipe.event("signs", cut, RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);
    pipe.event("signs", whole, RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);

    DeadLetter letter =
        only(Stage.DECODE, Cause.TRUNCATED, "without an EOI", cut.length + " bytes");
    assertThat(letter.getValue().array()).isEqualTo(cut);
    assertThat(letter.getTopic()).isEqualTo("test.raw.signs");
    assertThat(letter.getOffset()).isZero();
    assertThat(letter.getReason()).startsWith("test.raw.signs-0-0: ");
    assertThat(letter.getFeed()).isEqualTo("signs");
    assertThat(letter.getHeaders()).containsEntry(RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);
    assertThat(letter.getDeadAt()).isEqualTo(IngestPipe.BEGINNING_MICROS);
    assertThat(pipe.pictures()).hasSize(1);
  }

  @Test
  void pngHeaderOf200MegapixelsIsRefusedWithValueAgainstLimit() {
    pipe.event(
        "signs", Pictures.pngHeader(20_000, 10_000), RawHeaders.CONTENT_TYPE, RawHeaders.PNG);

    only(Stage.DECODE, Cause.TOO_LARGE, "200000000 pixels", "limit is 64000000");
  }

  @Test
  void pngThatStopsBehindItsHeaderIsTruncated() {
    pipe.event("signs", Pictures.pngHeader(20, 10), RawHeaders.CONTENT_TYPE, RawHeaders.PNG);

    only(Stage.DECODE, Cause.TRUNCATED, "IEND");
  }

  @Test
  void bytesThatAreNoPictureAreRefused() {
    pipe.event("signs", "GIF89a", RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);

    only(Stage.DECODE, Cause.BAD_PICTURE, "neither JPEG nor PNG");
  }

  @Test
  void invalidUtf8NamesTheByte() {
    pipe.event(
        "sms", new byte[] {'h', 'i', (byte) 0xE4, '!'}, RawHeaders.CONTENT_TYPE, "text/plain");
    pipe.event("sms", "hi", RawHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");

    only(Stage.DECODE, Cause.NOT_UTF8, "byte 2 (0xE4)");
    assertThat(pipe.texts()).hasSize(1);
  }

  @Test
  void rowWithAMissingValueIsRefusedWithItsColumns() {
    pipe.row("23.5");
    pipe.row("23.5,100");

    only(Stage.DECODE, Cause.MISSING_FIELD, "1 values for 2 columns [temperature, light]");
    assertThat(pipe.readings()).hasSize(1);
  }

  @Test
  void rowThatItsOwnSourceCouldNotReadKeepsTheReason() {
    pipe.event(
        "room",
        "2015;23.5",
        RawHeaders.CONTENT_TYPE,
        RawHeaders.UNREADABLE,
        RawHeaders.SOURCE_ERROR,
        "datatest.txt line 3: the row has 2 values instead of 8");

    only(Stage.DECODE, Cause.UNREADABLE_AT_SOURCE, "datatest.txt line 3: the row has 2 values");
  }

  @Test
  void readingWithoutAChannelOfItsFeedIsRefused() {
    pipe.event("room", "{\"channels\": {\"temperature\": 23.5}}");
    pipe.event("room", "{\"temperature\": 23.5, \"light\": null}");

    only(Stage.VALIDATE, Cause.MISSING_FIELD, "[light]", "feed 'room'");
    assertThat(pipe.readings().get(0).getValues()).containsExactly(23.5, Double.NaN);
  }

  @Test
  void unknownClassNamesTheClassesWhereLabelsAreWeighedToo() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"weighed\", \"label\": \"smap\"}");
    only(Stage.VALIDATE, Cause.UNKNOWN_CLASS, "'smap'", "[ham, spam]");
  }

  @Test
  void unknownClassNamesTheClasses() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"spam\", \"label\": \"smap\"}");
    pipe.label("{\"eventId\": \"e1\", \"task\": \"spam\", \"label\": \"spam\"}");

    DeadLetter letter = only(Stage.VALIDATE, Cause.UNKNOWN_CLASS, "'smap'", "[ham, spam]");
    assertThat(letter.getTask()).isEqualTo("spam");
    assertThat(letter.getEventId()).isEqualTo("e1");
    assertThat(pipe.labels()).hasSize(1);
  }

  @Test
  void labelForAnUnknownTaskNamesTheTasks() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"ham\", \"label\": \"spam\"}");

    only(Stage.VALIDATE, Cause.UNKNOWN_TASK, "'ham'", "spam");
  }

  @Test
  void labelOfTheOtherKindIsRefused() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"spam\", \"value\": 1}");
    only(Stage.VALIDATE, Cause.WRONG_TARGET, "ValuesTarget");

    pipe.label("{\"eventId\": \"e1\", \"task\": \"cpu\", \"label\": \"high\"}");
    only(Stage.VALIDATE, Cause.WRONG_TARGET, "ClassTarget");
  }

  @Test
  void labelThatIsNoNumberIsRefused() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"cpu\", \"value\": \"high\"}");

    only(Stage.DECODE, Cause.WRONG_TYPE, "'value' must be a number");
  }

  @Test
  void sameIdWithAnotherPayloadIsRefused() {
    pipe.row("23.5,100", RawHeaders.EVENT_ID, "e1");
    pipe.row("23.6,100", RawHeaders.EVENT_ID, "e1");

    DeadLetter letter =
        only(Stage.DEDUPLICATE, Cause.DUPLICATE_WITH_OTHER_PAYLOAD, "'e1'", "source-1");
    assertThat(letter.getEventId()).isEqualTo("e1");
    assertThat(pipe.readings()).hasSize(1);
  }

  @Test
  void corruptAvroIsRefused() {
    byte[] whole = new AvroCodec().encode(reading());
    byte[] cut = Arrays.copyOf(whole, whole.length - 5);
    pipe.event("room", cut, RawHeaders.CONTENT_TYPE, RawHeaders.AVRO);

    only(Stage.DECODE, Cause.CORRUPT_AVRO, "SensorReading");
  }

  @Test
  void unknownFingerprintIsRefused() {
    byte[] bytes = new AvroCodec().encode(reading());
    bytes[2] ^= 0x55;
    pipe.event("room", bytes, RawHeaders.CONTENT_TYPE, RawHeaders.AVRO);

    only(Stage.DECODE, Cause.UNKNOWN_FINGERPRINT, "no schema has the fingerprint");
  }

  @Test
  void timeOutsideOfTheLimitsIsRefused() {
    pipe.row("23.5,100", RawHeaders.EVENT_TIME, "9999-01-01T00:00:00Z");
    only(Stage.DECODE, Cause.BAD_TIME, "9999", "2200");

    pipe.row("23.5,100", RawHeaders.EVENT_TIME, "2026-03-01 12:00");
    only(Stage.DECODE, Cause.BAD_TIME, "is no time");
  }

  @Test
  void infiniteValueIsRefused() {
    pipe.event("room", "{\"temperature\": 1e999, \"light\": 1}");

    only(Stage.VALIDATE, Cause.NON_FINITE, "'temperature'");
  }

  @Test
  void emptyValueAndUnknownContentTypeAreRefused() {
    pipe.event("room", new byte[0]);
    only(Stage.DECODE, Cause.EMPTY_VALUE, "no bytes");

    pipe.raw("test.raw.room", null, null);
    only(Stage.DECODE, Cause.EMPTY_VALUE, "no bytes");

    pipe.event("room", "<x/>", RawHeaders.CONTENT_TYPE, "application/xml");
    only(Stage.DECODE, Cause.UNKNOWN_CONTENT_TYPE, "'application/xml'", "text/csv");
  }

  @Test
  void deepJsonIsRefusedBeforeItIsRead() {
    pipe.event("room", "{\"a\":".repeat(100_000));

    only(Stage.DECODE, Cause.TOO_LARGE, "32");
  }

  @Test
  void brokenJsonIsRefused() {
    pipe.event("room", "{\"temperature\": 23.5, \"temperature\": 24}");
    only(Stage.DECODE, Cause.BAD_JSON, "Duplicate field");

    pipe.event("room", "[1, 2]");
    only(Stage.DECODE, Cause.BAD_JSON, "no JSON object");
  }

  @Test
  void textThatDoesNotFitItsTopicIsRefusedAndDoesNotStopTheStream() {
    pipe.event("sms", "x".repeat(1 << 20));

    only(Stage.VALIDATE, Cause.TOO_LARGE, "test.events.text", "the limit is 1046540");
  }

  @Test
  void valueAboveTheLimitOfDeadLettersIsKeptAsADigest() {
    Limits d = Limits.DEFAULT;
    Limits small =
        new Limits(100, 100, 8, 64, 4, 4, d.earliest(), d.latest(), Duration.ofHours(1), 10);
    pipe.close();
    pipe = new IngestPipe(List.of(Feeds.SMS), small, state);
    pipe.event("sms", "abc".repeat(50));

    DeadLetter letter = only(Stage.DECODE, Cause.TOO_LARGE, "150 bytes", "limit is 100");
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getValueDigest())
        .isEqualTo(Digests.hex("abc".repeat(50).getBytes(StandardCharsets.UTF_8)));
  }

  private static SensorReading reading() {
    return new SensorReading(
        "e1",
        "source-1",
        "room",
        1L,
        1L,
        Map.of(),
        List.of("temperature", "light"),
        List.of(23.5, 100.0));
  }

  private DeadLetter only(Stage stage, Cause cause, String... reason) {
    List<DeadLetter> letters = pipe.deadLetters();
    assertThat(letters).hasSize(1);
    DeadLetter letter = letters.get(0);
    assertThat(letter.getError()).as(letter.getReason()).isEqualTo(cause.name());
    assertThat(letter.getStage()).isEqualTo(stage.id());
    assertThat(letter.getReason()).contains(reason);
    return letter;
  }
}

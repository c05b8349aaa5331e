package dev.millrace.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.decode.Pictures;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.SensorReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.utils.Utils;

/** Whatever bytes come under whatever headers, each record has exactly one outcome. */
class AnyBytesTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final List<String> FEEDS = List.of("room", "sms", "signs", "host", "labels");

  /** Values that some decoder takes as they are. */
  private static final List<byte[]> WHOLE =
      List.of(
          Pictures.jpeg(),
          Pictures.png(),
          CODEC.encode(
              new SensorReading(
                  "e", "s", "room", 1L, 1L, Map.of("a", "b"), List.of("light"), List.of(1.0))),
          CODEC.encode(new Label("e", "spam", new ClassTarget("ham"), 1L, 1L)),
          bytes("{\"channels\": {\"temperature\": 1.5, \"light\": 2}, \"eventId\": \"e\"}"),
          bytes("{\"eventId\": \"e\", \"task\": \"spam\", \"label\": \"ham\", \"labelTime\": 5}"),
          bytes("23.5,\"100\""),
          bytes("grüß dich"));

  /** A raw record as a fuzzer sees it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Anything(String feed, byte[] value, String type, String header, String headerValue) {}

  @Property(tries = 60)
  void everyRecordHasOneOutcome(@ForAll("records") List<Anything> records) throws IOException {
    var state = Files.createTempDirectory("ingest");
    try (IngestPipe pipe = IngestPipe.of(state)) {
      for (Anything r : records) {
        pipe.raw(
            IngestPipe.TOPICS.raw(r.feed),
            bytes("k"),
            r.value,
            RawHeaders.CONTENT_TYPE,
            r.type,
            RawHeaders.FEED,
            "sms",
            r.header,
            r.headerValue);
      }
      assertAllAccountedFor(pipe, records.size());
    } finally {
      Utils.delete(state.toFile());
    }
  }

  private static void assertAllAccountedFor(IngestPipe pipe, int sent) {
    List<DeadLetter> letters = pipe.deadLetters();
    assertThat(letters).noneMatch(letter -> letter.getError().equals("DECODER_FAILED"));
    assertThat(letters).allMatch(letter -> letter.getValue() != null);
    long labels = pipe.records(IngestPipe.TOPICS.labels()).size();
    long events = IngestPipe.TOPICS.events().stream().mapToLong(t -> pipe.records(t).size()).sum();
    long in = 0;
    long duplicates = 0;
    for (String feed : FEEDS.subList(0, 4)) {
      Marker marker = new Marker(Origins.feed(feed), 0, 1, 1L, false, Map.of());
      pipe.avro(IngestPipe.TOPICS.raw(feed), marker);
      pipe.avro(IngestPipe.TOPICS.rawLabels(), marker);
    }
    for (String topic :
        List.of("test.events.sensor", "test.events.text", "test.events.image", "test.labels")) {
      for (Marker marker : pipe.markers(topic)) {
        Map<String, Long> counts = marker.getCounters();
        duplicates += counts.get("duplicates");
        in += counts.getOrDefault("events_in", 0L) + counts.getOrDefault("labels_in", 0L);
      }
    }
    assertThat(in).isEqualTo(sent);
    assertThat(events + labels + duplicates + letters.size()).isEqualTo(sent);
  }

  @Provide
  Arbitrary<List<Anything>> records() {
    // Half without a type, so that value and feed decide and many are taken as they are.
    Arbitrary<String> types =
        Arbitraries.oneOf(
            Arbitraries.just(""),
            Arbitraries.of(
                RawHeaders.JSON,
                RawHeaders.CSV,
                RawHeaders.AVRO,
                RawHeaders.JPEG,
                RawHeaders.PNG,
                RawHeaders.TEXT,
                RawHeaders.UNREADABLE,
                "a/b"));
    Arbitrary<String> headers =
        Arbitraries.of(
            RawHeaders.EVENT_ID,
            RawHeaders.EVENT_TIME,
            RawHeaders.SEQUENCE,
            RawHeaders.SOURCE_ID,
            RawHeaders.COLUMNS,
            "attribute.a");
    Arbitrary<String> headerValues =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1", "temperature,light", "2026-01-01T00:00:00Z", "99999999999999999999"),
            Arbitraries.strings().ofMaxLength(20));
    return Combinators.combine(Arbitraries.of(FEEDS), values(), types, headers, headerValues)
        .as(Anything::new)
        .list()
        .ofMaxSize(40);
  }

  private static Arbitrary<byte[]> values() {
    Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> whole = Arbitraries.of(WHOLE);
    Arbitrary<byte[]> cut =
        Combinators.combine(whole, Arbitraries.integers().between(0, 2000))
            .as((value, length) -> Arrays.copyOf(value, Math.min(length, value.length)));
    Arbitrary<byte[]> flipped =
        Combinators.combine(
                whole,
                Arbitraries.integers().between(0, 5000),
                Arbitraries.integers().between(1, 255))
            .as(AnyBytesTest::flip);
    return Arbitraries.oneOf(random, whole, cut, flipped);
  }

  private static byte[] flip(byte[] value, int at, int by) {
    byte[] flipped = value.clone();
    flipped[at % value.length] ^= (byte) by;
    return flipped;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

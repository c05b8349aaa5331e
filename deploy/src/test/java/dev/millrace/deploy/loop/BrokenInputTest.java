package dev.millrace.deploy.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken records in the middle of good ones: each is told, and the rest goes on. */
final class BrokenInputTest {

  private static final int MESSAGES = 120;
  private static final int PICTURES = 4;
  private static final String FEED = "prompt";
  private static final String LONELY_CLASS = "eggs";
  private static final int MEGAPIXELS_200 = 14_143;

  @TempDir static Path folder;
  private static LocalBroker broker;
  private static Topics topics;
  private static Producer<byte[], byte[]> producer;
  private static Results results;

  /** What was sent, by the name of its fault. */
  private static final Map<String, byte[]> SENT = new LinkedHashMap<>();

  @BeforeAll
  static void play() throws Exception {
    broker = LocalBroker.start(folder.resolve("kafka"));
    topics = new Topics("broken.", 4);
    KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), topics);
    producer = kafka.producer();
    SmallFeeds.Recorded messages = SmallFeeds.messages(folder, MESSAGES);
    // A row without its text, and one whose label no class has.
    Files.writeString(
        messages.recording(), "ham\n" + LONELY_CLASS + "\tgood day\n", StandardOpenOption.APPEND);
    results =
        new SmallLoop(kafka, folder, 1)
            .run(
                List.of(messages, SmallFeeds.pictures(folder, PICTURES)),
                (task, source) ->
                    task.name().equals(FEED)
                        ? new Interrupted(source, MESSAGES, BrokenInputTest::sendBrokenMessages)
                        : new Interrupted(source, 2, BrokenInputTest::sendBrokenPictures));
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    broker.close();
  }

  private static void sendBrokenMessages() {
    byte[] avro =
        new AvroCodec()
            .encode(
                TextMessage.newBuilder()
                    .setEventId("avro")
                    .setSourceId(FEED)
                    .setFeed(FEED)
                    .setEventTime(0)
                    .setProducedAt(0)
                    .setAttributes(Map.of())
                    .setText("hello")
                    .build());
    byte[] unknown = avro.clone();
    Arrays.fill(unknown, 2, AvroCodec.HEADER_BYTES, (byte) 7);
    send(FEED, "NOT_UTF8", "utf8", RawHeaders.TEXT, new byte[] {'o', 'k', (byte) 0xC3, '('});
    send(
        FEED,
        "CORRUPT_AVRO",
        "corrupt",
        RawHeaders.AVRO,
        Arrays.copyOf(avro, AvroCodec.HEADER_BYTES + 3));
    send(FEED, "UNKNOWN_FINGERPRINT", "unknown", RawHeaders.AVRO, unknown);
    send(FEED, "good", "twice", RawHeaders.TEXT, "win a prize".getBytes(UTF_8));
    send(FEED, "repeat", "twice", RawHeaders.TEXT, "win a prize".getBytes(UTF_8));
    send(
        FEED,
        "DUPLICATE_WITH_OTHER_PAYLOAD",
        "twice",
        RawHeaders.TEXT,
        "see you at home".getBytes(UTF_8));
  }

  private static void sendBrokenPictures() {
    byte[] header =
        ByteBuffer.allocate(33)
            .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
            .putInt(13)
            .put("IHDR".getBytes(UTF_8))
            .putInt(MEGAPIXELS_200)
            .putInt(MEGAPIXELS_200)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    // Start of a JPEG, its APP0 segment, and a frame header that is cut short.
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xC0, 0, 17, 8, 0};
    send("pictures", "TOO_LARGE", "huge", RawHeaders.PNG, header);
    send("pictures", "TRUNCATED", "cut", RawHeaders.JPEG, jpeg);
  }

  private static void send(String feed, String fault, String id, String type, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.raw(feed), feed.getBytes(UTF_8), value);
    record.headers().add(RawHeaders.EVENT_ID, id.getBytes(UTF_8));
    record.headers().add(RawHeaders.CONTENT_TYPE, type.getBytes(UTF_8));
    record.headers().add(RawHeaders.EVENT_TIME, "2000-01-01T00:10:00Z".getBytes(UTF_8));
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    SENT.put(fault, value);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_UTF8, ingest.decode, utf8",
    "CORRUPT_AVRO, ingest.decode, corrupt",
    "UNKNOWN_FINGERPRINT, ingest.decode, unknown",
    "DUPLICATE_WITH_OTHER_PAYLOAD, ingest.deduplicate, twice",
    "TOO_LARGE, ingest.decode, huge",
    "TRUNCATED, ingest.decode, cut"
  })
  void brokenRecordIsADeadLetterWithItsOriginalBytes(String error, String stage, String id) {
    DeadLetter letter = only(error);
    assertThat(letter.getStage()).isEqualTo(stage);
    assertThat(letter.getEventId()).isEqualTo(id);
    assertThat(letter.getReason()).contains(letter.getTopic()).contains(";");
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(SENT.get(error)));
  }

  @Test
  void rowWithoutItsTextIsADeadLetterThatNamesFileAndLine() {
    DeadLetter letter = only("UNREADABLE_AT_SOURCE");
    assertThat(letter.getStage()).isEqualTo("ingest.decode");
    assertThat(letter.getReason()).contains("prompt.tsv", String.valueOf(MESSAGES + 2));
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap("ham".getBytes(UTF_8)));
  }

  @Test
  void labelOfAnUnknownClassIsADeadLetterAndItsEventIsScored() {
    DeadLetter letter = only("UNKNOWN_CLASS");
    assertThat(letter.getStage()).isEqualTo("ingest.validate");
    assertThat(letter.getTopic()).isEqualTo(topics.rawLabels());
    assertThat(letter.getReason()).contains(LONELY_CLASS, "ham");
    assertThat(results.predictions())
        .extracting(Prediction::getEventId)
        .contains(letter.getEventId());
    assertThat(results.report().count("labels_in")).isEqualTo(MESSAGES + 1);
  }

  @Test
  void allElseIsScoredAndLearned() {
    Accounts.check(results);
    assertThat(results.letters()).hasSize(8);
    assertThat(results.report().count("duplicates")).isEqualTo(1);
    assertThat(results.predictions()).hasSize(MESSAGES + 2 + PICTURES);
    assertThat(results.logs().get(FEED)).hasSize(MESSAGES);
    assertThat(results.hashes()).hasSize(1 + MESSAGES / SmallFeeds.PUBLISH_EVERY);
  }

  private static DeadLetter only(String error) {
    List<DeadLetter> letters =
        results.letters().stream().filter(letter -> letter.getError().equals(error)).toList();
    assertThat(letters).as("dead letters with %s of %s", error, results.letters()).hasSize(1);
    return letters.get(0);
  }
}

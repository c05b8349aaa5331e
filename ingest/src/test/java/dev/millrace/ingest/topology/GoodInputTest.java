package dev.millrace.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.decode.Pictures;
import dev.millrace.schemas.EventId;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.BoxesTarget;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.avro.ValuesTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each content type becomes. */
class GoodInputTest {

  @TempDir Path state;
  private IngestPipe pipe;

  @BeforeEach
  void open() {
    pipe = IngestPipe.of(state);
  }

  @AfterEach
  void close() {
    assertThat(pipe.deadLetters()).isEmpty();
    pipe.close();
  }

  @Test
  void csvRowBecomesAReadingWithAllThatItsHeadersSay() {
    pipe.row(
        "23.5,\"100\"\r\n",
        RawHeaders.SOURCE_ID,
        "datatest.txt",
        RawHeaders.SEQUENCE,
        "7",
        RawHeaders.EVENT_TIME,
        "2015-02-02T14:19:00+01:00",
        "attribute.file",
        "datatest.txt");

    long time = 1_422_883_140_000_000L;
    assertThat(pipe.readings())
        .containsExactly(
            new SensorReading(
                EventId.of("datatest.txt", "room", 7, time),
                "datatest.txt",
                "room",
                time,
                IngestPipe.BEGINNING_MICROS,
                Map.of("file", "datatest.txt"),
                List.of("temperature", "light"),
                List.of(23.5, 100.0)));
  }

  @Test
  void recordThatSaysNothingIsNamedByItsPlaceKeyAndArrival() {
    pipe.event("sms", "hello");

    assertThat(pipe.texts())
        .containsExactly(
            new TextMessage(
                "test.raw.sms-0-0",
                "source-1",
                "sms",
                IngestPipe.BEGINNING_MICROS,
                IngestPipe.BEGINNING_MICROS,
                Map.of(),
                "hello",
                null));
  }

  @Test
  void recordWithoutAKeyComesFromItsFeed() {
    pipe.raw("test.raw.sms", null, new byte[] {'x'});

    assertThat(pipe.texts().get(0).getSourceId()).isEqualTo("sms");
  }

  @Test
  void jsonChannelsComeInTheOrderOfTheFeed() {
    pipe.event(
        "room",
        "{\"channels\": {\"light\": 1, \"temperature\": 2}, \"eventTime\": 5000000,"
            + " \"eventId\": 12, \"sourceId\": \"s\", \"attributes\": {\"site\": \"north\"}}");

    assertThat(pipe.readings())
        .containsExactly(
            new SensorReading(
                "12",
                "s",
                "room",
                5_000_000L,
                IngestPipe.BEGINNING_MICROS,
                Map.of("site", "north"),
                List.of("temperature", "light"),
                List.of(2.0, 1.0)));
  }

  @Test
  void feedWithoutListedChannelsTakesAllNumbersOfTheObject() {
    pipe.event("host", "{\"cpu\": 0.5, \"name\": \"a\", \"disk\": 2, \"eventTime\": 1}");

    assertThat(pipe.readings().get(0).getChannels()).containsExactly("cpu", "disk");
  }

  @Test
  void labelColumnNeverBecomesPartOfAnEvent() {
    pipe.event("room", "{\"temperature\": 1, \"light\": 2, \"occupied\": 1}");

    assertThat(pipe.readings().get(0).getChannels()).containsExactly("temperature", "light");
  }

  @Test
  void emptyCsvValueMeansThatTheSensorGaveNone() {
    pipe.row("23.5,");

    assertThat(pipe.readings().get(0).getValues()).containsExactly(23.5, Double.NaN);
  }

  @Test
  void jsonTextTakesTheTextField() {
    pipe.event(
        "sms",
        "{\"text\": \"grüß\", \"language\": \"de\"}",
        RawHeaders.CONTENT_TYPE,
        RawHeaders.JSON);

    assertThat(pipe.texts().get(0).getText()).isEqualTo("grüß");
  }

  @Test
  void picturesKeepTheirBytesAndSayTheirSize() {
    pipe.event("signs", Pictures.jpeg(), RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);
    pipe.event("signs", Pictures.png(), RawHeaders.CONTENT_TYPE, RawHeaders.JPEG);

    List<ImageFrame> frames = pipe.pictures();
    assertThat(frames).extracting(ImageFrame::getEncoding).containsExactly("jpeg", "png");
    assertThat(frames).allMatch(f -> f.getWidth() == Pictures.WIDTH);
    assertThat(frames).allMatch(f -> f.getHeight() == Pictures.HEIGHT);
    assertThat(frames.get(0).getData().array()).isEqualTo(Pictures.jpeg());
  }

  @Test
  void avroEventIsNamedAndStampedAnew() {
    pipe.avro(
        "test.raw.room",
        new SensorReading(
            "e1",
            "s",
            "elsewhere",
            3L,
            4L,
            Map.of("a", "b"),
            List.of("light", "temperature"),
            List.of(1.0, 2.0)));

    assertThat(pipe.readings())
        .containsExactly(
            new SensorReading(
                "e1",
                "s",
                "room",
                3L,
                IngestPipe.BEGINNING_MICROS,
                Map.of("a", "b"),
                List.of("temperature", "light"),
                List.of(2.0, 1.0)));
  }

  @Test
  void labelsOfEachKindGoToLabelsAndNeverToEvents() {
    pipe.label("{\"eventId\": \"e1\", \"task\": \"spam\", \"label\": \"ham\", \"labelTime\": 9}");
    pipe.label("{\"eventId\": \"e2\", \"task\": \"cpu\", \"value\": 0.5}");
    pipe.label("{\"eventId\": \"e3\", \"task\": \"cpu\", \"values\": [1, 2]}");
    pipe.label(
        "{\"eventId\": \"e4\", \"task\": \"signs\", \"boxes\":"
            + " [{\"label\": \"stop\", \"x1\": 1, \"y1\": 2, \"x2\": 3, \"y2\": 4}]}");
    pipe.avro("test.raw.labels", new Label("e5", "spam", new ClassTarget("spam"), 8L, 0L));

    List<Label> labels = pipe.labels();
    assertThat(labels).extracting(Label::getEventId).containsExactly("e1", "e2", "e3", "e4", "e5");
    assertThat(labels.get(0))
        .isEqualTo(
            new Label("e1", "spam", new ClassTarget("ham"), 9L, IngestPipe.BEGINNING_MICROS));
    assertThat(labels.get(1).getTarget()).isEqualTo(new ValuesTarget(List.of(0.5)));
    assertThat(labels.get(1).getLabelTime()).isEqualTo(IngestPipe.BEGINNING_MICROS);
    assertThat(((BoxesTarget) labels.get(3).getTarget()).getBoxes()).hasSize(1);
    for (String topic : IngestPipe.TOPICS.events()) {
      assertThat(pipe.records(topic)).isEmpty();
    }
  }
}

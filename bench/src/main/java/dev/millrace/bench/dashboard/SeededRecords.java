package dev.millrace.bench.dashboard;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.avro.Values;
import dev.millrace.schemas.avro.ValuesTarget;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The same stream each time: of a hundred predictions 60 are of texts, 38 of sensors (twelve
 * sources), 2 of pictures with ten boxes. Each has its event; texts and sensors have their label.
 */
final class SeededRecords {

  private static final int SENSORS = 12;
  private static final int PICTURES = 4;
  private static final int TEXTS_OF_A_HUNDRED = 60;
  private static final int SENSORS_OF_A_HUNDRED = 98;
  private static final List<String> WORDS =
      List.of("win", "a", "free", "prize", "now", "see", "you", "at", "home", "later", "call");

  private final SplittableRandom random = new SplittableRandom(42);
  private final AvroCodec codec = new AvroCodec();
  private final Topics topics;
  private final List<byte[]> pictures = new ArrayList<>();

  SeededRecords(Topics topics) throws IOException {
    this.topics = topics;
    for (int i = 0; i < PICTURES; i++) {
      pictures.add(picture());
    }
  }

  /** 640 × 480 of noise and blocks, about as large as a photograph of that size. */
  private byte[] picture() throws IOException {
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    Graphics2D draw = image.createGraphics();
    for (int i = 0; i < 400; i++) {
      draw.setColor(new Color(random.nextInt(1 << 24)));
      draw.fillRect(random.nextInt(640), random.nextInt(480), 40, 30);
    }
    draw.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  /**
   * The records of a prediction, in the order in which they are written.
   *
   * @param micros now, microseconds since the epoch
   */
  List<ProducerRecord<byte[], byte[]>> of(long number, long micros) {
    int kind = random.nextInt(100);
    String event = "event-" + number;
    if (kind < TEXTS_OF_A_HUNDRED) {
      return text(event, "phone-" + random.nextInt(40), micros);
    }
    return kind < SENSORS_OF_A_HUNDRED
        ? sensor(event, "engine-" + random.nextInt(SENSORS), micros)
        : image(event, "camera-" + random.nextInt(PICTURES), micros);
  }

  private List<ProducerRecord<byte[], byte[]>> text(String event, String source, long micros) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      words.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    String label = random.nextInt(4) == 0 ? "spam" : "ham";
    float sure = (float) random.nextDouble(0.5, 1);
    String text = words.toString().strip();
    return List.of(
        to(
            topics.textEvents(),
            source,
            new TextMessage(event, source, "inbox", micros, micros, Map.of(), text, null)),
        said(
            "sms", event, source, micros, new Classification(label, sure, List.of(sure, 1 - sure))),
        truth("sms", event, micros, new ClassTarget(random.nextInt(20) == 0 ? "spam" : label)));
  }

  private List<ProducerRecord<byte[], byte[]>> sensor(String event, String source, long micros) {
    double foretold = 100 + 20 * Math.sin(micros / 5e6) + random.nextDouble(-1, 1);
    List<String> channels = List.of("speed", "load", "heat");
    SensorReading reading =
        new SensorReading(
            event,
            source,
            "engines",
            micros,
            micros,
            Map.of(),
            channels,
            List.of(foretold, random.nextDouble(), random.nextDouble()));
    Values values = new Values(List.of("cycles"), List.of(foretold));
    return List.of(
        to(topics.sensorEvents(), source, reading),
        said("life", event, source, micros, values),
        truth(
            "life", event, micros, new ValuesTarget(List.of(foretold + random.nextDouble(-3, 3)))));
  }

  private List<ProducerRecord<byte[], byte[]>> image(String event, String source, long micros) {
    ImageFrame frame =
        ImageFrame.newBuilder()
            .setEventId(event)
            .setSourceId(source)
            .setFeed("cameras")
            .setEventTime(micros)
            .setProducedAt(micros)
            .setAttributes(Map.of())
            .setEncoding("jpeg")
            .setWidth(640)
            .setHeight(480)
            .setData(ByteBuffer.wrap(pictures.get(random.nextInt(PICTURES))))
            .build();
    List<DetectedBox> boxes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float x = random.nextInt(560);
      float y = random.nextInt(420);
      boxes.add(
          DetectedBox.newBuilder()
              .setLabel(i % 2 == 0 ? "car" : "person")
              .setScore((float) random.nextDouble(0.3, 1))
              .setX1(x)
              .setY1(y)
              .setX2(x + 80)
              .setY2(y + 60)
              .build());
    }
    return List.of(
        to(topics.imageEvents(), source, frame),
        said("street", event, source, micros, new Detections(boxes)));
  }

  private ProducerRecord<byte[], byte[]> said(
      String task, String event, String source, long micros, Object output) {
    return to(
        topics.predictions(),
        source,
        Prediction.newBuilder()
            .setEventId(event)
            .setSourceId(source)
            .setEventTime(micros)
            .setProducedAt(micros - 12_000)
            .setAttributes(Map.of())
            .setTask(task)
            .setModel(new ModelRef("bench", 3L))
            .setOutput(output)
            .setInferredAt(micros)
            .build());
  }

  private ProducerRecord<byte[], byte[]> truth(
      String task, String event, long micros, Object target) {
    return to(
        topics.labels(),
        event,
        Label.newBuilder()
            .setEventId(event)
            .setTask(task)
            .setTarget(target)
            .setLabelTime(micros)
            .setProducedAt(micros)
            .build());
  }

  private ProducerRecord<byte[], byte[]> to(String topic, String key, SpecificRecord record) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(record));
  }
}

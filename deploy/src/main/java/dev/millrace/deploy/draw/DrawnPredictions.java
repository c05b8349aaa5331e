package dev.millrace.deploy.draw;

import dev.millrace.deploy.topic.Decoding;
import dev.millrace.deploy.topic.FusedText;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import dev.millrace.schemas.blob.UnusableBlob;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes a picture for each prediction of boxes: the event's own picture with what was found in it,
 * and what the prediction's fused sensors read at its time.
 *
 * <p>Holds the predictions, never more than one picture.
 */
public final class DrawnPredictions {

  private static final long MICROS = 1_000_000;

  /** Always as long, unlike ISO 8601 with its optional parts: names sort by time. */
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Decoding decoding = new Decoding(new AvroCodec());
  private final Map<String, Prediction> waiting = new HashMap<>();
  private final @Nullable BlobStore blobs;
  private int written;

  /**
   * @param folder existing folder for the pictures
   * @param predictions those that are drawn; other outputs than boxes are passed over
   * @param blobs store of large pictures; null where none is named, and these are passed over
   */
  public DrawnPredictions(
      Path folder, Collection<Prediction> predictions, @Nullable BlobStore blobs) {
    this.folder = folder;
    this.blobs = blobs;
    for (Prediction prediction : predictions) {
      if (prediction.getOutput() instanceof Detections) {
        waiting.put(prediction.getEventId(), prediction);
      }
    }
  }

  /** Writes the pictures; says how many. */
  public int write(KafkaAccess kafka) {
    TopicReader reader = new TopicReader(kafka);
    reader.read(kafka.topics().imageEvents(), this::picture);
    return written;
  }

  private void picture(ConsumerRecord<byte[], byte[]> record) {
    if (!(decoding.any(record).orElse(null) instanceof ImageFrame frame)) {
      return;
    }
    Prediction prediction = waiting.remove(frame.getEventId());
    if (prediction == null) {
      return;
    }
    try {
      byte[] bytes = bytes(frame);
      if (bytes.length == 0) {
        return;
      }
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
      if (picture == null) {
        throw new IOException("no reader for " + frame.getEncoding());
      }
      Detections found = (Detections) prediction.getOutput();
      BufferedImage drawn = BoxPictures.draw(picture, found.getBoxes(), caption(prediction));
      Path file = folder.resolve(name(prediction));
      Files.deleteIfExists(file);
      if (!ImageIO.write(drawn, "png", file.toFile())) {
        throw new IOException("PNG can't be written");
      }
      written++;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the picture of event " + prediction.getEventId() + " can't be drawn: " + e, e);
    }
  }

  /** The picture's bytes; none where it lies in a store that is not named. */
  private byte[] bytes(ImageFrame frame) throws IOException {
    if (frame.getData() != null) {
      byte[] bytes = new byte[frame.getData().remaining()];
      frame.getData().duplicate().get(bytes);
      return bytes;
    }
    if (blobs == null || frame.getDataUri() == null || !BlobName.isUri(frame.getDataUri())) {
      return new byte[0];
    }
    try {
      return blobs.get(BlobName.ofUri(frame.getDataUri()), Blobs.MOST_BYTES);
    } catch (UnusableBlob e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** When it was, and what the sensors that the prediction carries read then. */
  private static List<String> caption(Prediction prediction) {
    List<String> lines = new ArrayList<>();
    lines.add(time(prediction).toString());
    lines.addAll(FusedText.lines(prediction.getFused()));
    return lines;
  }

  private static Instant time(Prediction prediction) {
    long micros = prediction.getEventTime();
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }

  /** Sorted by name the pictures are in the order of their times; two of one time differ by id. */
  private static String name(Prediction prediction) {
    String id = prediction.getEventId().replaceAll("[^a-zA-Z0-9._-]", "-");
    return prediction.getTask()
        + "-"
        + FILE_TIME.format(time(prediction))
        + "-"
        + id.substring(0, Math.min(8, id.length()))
        + ".png";
  }
}

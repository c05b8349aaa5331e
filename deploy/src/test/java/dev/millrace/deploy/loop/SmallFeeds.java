package dev.millrace.deploy.loop;

import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Recordings of made-up messages and readings with the tasks that learn from them. */
final class SmallFeeds {

  static final int MESSAGES = 400;
  static final int PUBLISH_EVERY = 50;
  static final int READINGS = 160;
  static final int WINDOW = 4;

  private static final String[] HAM = {"see", "you", "home", "later", "mum", "bus", "dinner", "ok"};
  private static final String[] SPAM = {"win", "prize", "call", "now", "free", "cash", "claim"};
  private static final String[] EITHER = {"the", "a", "today", "please", "to", "for", "and"};
  private static final long SEED = 7;

  private SmallFeeds() {}

  /** A task file with its recording. */
  record Recorded(Path taskFile, Path recording) {
    Task task() {
      return TaskFile.read(taskFile);
    }
  }

  /** Labels come with their messages. */
  static Recorded messages(Path folder, int count) {
    return messages(folder, "prompt", count, "");
  }

  /** Each label comes 60 messages after its own. */
  static Recorded lateLabels(Path folder, int count) {
    return messages(folder, "late", count, "labelDelay: 60 events");
  }

  private static Recorded messages(Path folder, String name, int count, String delay) {
    Random random = new Random(SEED);
    StringBuilder rows = new StringBuilder("Label\tText\n");
    for (int row = 0; row < count; row++) {
      boolean spam = random.nextInt(3) == 0;
      rows.append(spam ? "spam" : "ham").append('\t').append(text(random, spam)).append('\n');
    }
    String task =
        """
        task: %1$s
        feed:
          name: %1$s
          format: tsv
          columns: {text: Text}
          label: {column: Label}
          %2$s
        classes: [ham, spam]
        bundle: minilm-l6-v2-int8
        train:
          head: linear
          optimizer: {adam: {learningRate: 0.01}}
          batch: 1
          publishEvery: %3$d
          seed: 42
        """;
    return new Recorded(
        write(folder.resolve(name + ".yaml"), task.formatted(name, delay, PUBLISH_EVERY)),
        write(folder.resolve(name + ".tsv"), rows.toString()));
  }

  private static String text(Random random, boolean spam) {
    String[] own = spam ? SPAM : HAM;
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < 5; word++) {
      String[] from = random.nextInt(3) == 0 ? EITHER : own;
      text.append(word == 0 ? "" : " ").append(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  /** Two channels of three devices; a batch of three leaves some examples over. */
  static Recorded readings(Path folder) {
    Random random = new Random(SEED);
    StringBuilder rows = new StringBuilder("Device,Heat,Flow,State\n");
    for (int row = 0; row < READINGS; row++) {
      int state = row / 20 % 2;
      rows.append(
          "device-%d,%.3f,%.3f,%d\n"
              .formatted(
                  row % 3,
                  20 + 5 * state + random.nextGaussian(),
                  random.nextGaussian() - state,
                  state));
    }
    String task =
        """
        task: readings
        feed:
          name: readings
          format: csv
          columns: {channels: [Heat, Flow], source: Device}
          label: {column: State}
        classes: ["0", "1"]
        bundle: sensor-window
        window: {length: %d}
        train:
          head: {hidden: 8}
          optimizer: {adam: {learningRate: 0.01}}
          batch: 4
          publishEvery: 40
          seed: 3
        """;
    return new Recorded(
        write(folder.resolve("readings.yaml"), task.formatted(WINDOW)),
        write(folder.resolve("readings.csv"), rows.toString()));
  }

  /** Pictures with a word on each. */
  static Recorded pictures(Path folder, int count) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(160, 64, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = picture.createGraphics();
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      pen.setColor(Color.BLACK);
      pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 32));
      pen.drawString("EXIT " + i, 16, 44);
      pen.dispose();
      ImageIO.write(picture, "png", pictures.resolve("sign-" + i + ".png").toFile());
    }
    String task =
        """
        task: pictures
        feed: {name: pictures, format: images}
        bundle: pp-ocr-v4
        decode: textLines
        """;
    return new Recorded(write(folder.resolve("pictures.yaml"), task), pictures);
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

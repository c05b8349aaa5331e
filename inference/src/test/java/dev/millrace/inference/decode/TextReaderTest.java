package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.TestFiles;
import dev.millrace.inference.preprocess.Pixels;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads pictures that the test draws, with the real models. */
class TextReaderTest {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;

  private static OrtModel detect;
  private static OrtModel read;
  private static TextReader reader;

  @BeforeAll
  static void load() {
    detect = model("/models/ch_PP-OCRv4_det_infer.onnx");
    read = model("/models/ch_PP-OCRv4_rec_infer.onnx");
    List<String> characters =
        new String(TestFiles.resource("/models/ppocr_keys_v1.txt"), StandardCharsets.UTF_8)
            .lines()
            .toList();
    reader =
        new TextReader(
            PictureModel.of(detect), PictureModel.of(read), characters, TextLines.DEFAULT);
  }

  private static OrtModel model(String name) {
    return OrtModel.load(TestFiles.resource(name), SessionSettings.DEFAULT);
  }

  @AfterAll
  static void close() {
    detect.close();
    read.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"STOP", "MAIN STREET 42", "EXIT 7B", "50", "Speed Limit 65"})
  void signIsReadAtSeveralSizesAndAngles(String text) {
    for (int size : new int[] {24, 40, 60}) {
      for (int degrees : new int[] {-10, 0, 10}) {
        List<DetectedBox> boxes = reader.read(draw(text, size, degrees)).getBoxes();
        assertThat(boxes).as("%s, size %d, %d degrees", text, size, degrees).hasSize(1);
        assertThat(boxes.get(0).getText()).isEqualTo(text);
        assertThat(boxes.get(0).getScore()).isGreaterThan(0.8f);
      }
    }
  }

  @Test
  void smallAndLargeTextLoseNoLetter() {
    for (int size : new int[] {14, 80, 120}) {
      String letters =
          reader.read(draw("ONE WAY", size, 0)).getBoxes().stream()
              .sorted((a, b) -> Float.compare(a.getX1(), b.getX1()))
              .map(DetectedBox::getText)
              .collect(Collectors.joining());
      assertThat(letters.replace(" ", "")).isEqualTo("ONEWAY");
    }
  }

  @Test
  void boxAndPolygonLieAroundTheText() {
    DetectedBox box = reader.read(draw("MAIN STREET", 40, 10)).getBoxes().get(0);
    Font font = font(40);
    double length = bounds("MAIN STREET", font).getWidth();
    List<Float> polygon = box.getPolygon();
    double edge = Math.hypot(polygon.get(2) - polygon.get(0), polygon.get(3) - polygon.get(1));
    assertThat(edge).isBetween(length * 0.95, length * 1.15);
    double angle =
        Math.toDegrees(
            Math.atan2(polygon.get(3) - polygon.get(1), polygon.get(2) - polygon.get(0)));
    assertThat(angle).isBetween(7.0, 13.0);
    assertThat((box.getX1() + box.getX2()) / 2).isBetween(WIDTH / 2f - 10, WIDTH / 2f + 10);
    assertThat(box.getX1()).isLessThan((float) (WIDTH / 2.0 - length / 2 * 0.95));
    assertThat(box.getY1()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void lineThatRunsUpwardsIsRead() {
    assertThat(reader.read(draw("HARBOUR", 36, -90)).getBoxes())
        .extracting(DetectedBox::getText)
        .containsExactly("HARBOUR");
  }

  @Test
  void emptyPictureHasNoText() {
    assertThat(reader.read(draw("", 24, 0)).getBoxes()).isEmpty();
  }

  private static Pixels draw(String text, int size, int degrees) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setColor(new Color(20, 90, 50));
    canvas.fillRect(0, 0, WIDTH, HEIGHT);
    canvas.setColor(Color.WHITE);
    canvas.setFont(font(size));
    canvas.rotate(Math.toRadians(degrees), WIDTH / 2.0, HEIGHT / 2.0);
    Rectangle2D bounds = bounds(text, font(size));
    canvas.drawString(text, (float) ((WIDTH - bounds.getWidth()) / 2), HEIGHT / 2f + size * 0.35f);
    canvas.dispose();
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int colour = image.getRGB(i % WIDTH, i / WIDTH);
      rgb[3 * i] = (byte) (colour >> 16);
      rgb[3 * i + 1] = (byte) (colour >> 8);
      rgb[3 * i + 2] = (byte) colour;
    }
    return new Pixels(WIDTH, HEIGHT, rgb);
  }

  private static Font font(int size) {
    return new Font(Font.SANS_SERIF, Font.BOLD, size);
  }

  private static Rectangle2D bounds(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true));
  }
}

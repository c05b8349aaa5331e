package dev.millrace.trainer.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.models.runtime.Tensor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Six photographs with the faces in them. No person has marked these: they are what the detector
 * found before its last layers were disturbed, at a score above 0.7.
 */
final class Faces {

  private static final String FOLDER = "onnx-detect-face-rfb/";
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private Faces() {}

  /**
   * A photograph {@code [1, 3, 240, 320]} and its faces, as x1, y1, x2, y2 from 0 to 1.
   *
   * @param name file name
   */
  record Photograph(String name, Tensor pixels, List<double[]> faces) {

    /** Whether a box covers a face: the common area is half of both together. */
    boolean shows(float[] boxes, int at) {
      return faces.stream().anyMatch(face -> overlap(face, boxes, at) >= 0.5);
    }

    private static double overlap(double[] face, float[] boxes, int at) {
      double width = Math.min(face[2], boxes[at + 2]) - Math.max(face[0], boxes[at]);
      double height = Math.min(face[3], boxes[at + 3]) - Math.max(face[1], boxes[at + 1]);
      double common = Math.max(width, 0) * Math.max(height, 0);
      double own = (face[2] - face[0]) * (face[3] - face[1]);
      double box = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
      return common / (own + box - common);
    }
  }

  static List<Photograph> all() {
    try {
      byte[] found = RealFiles.bytes(FOLDER + "expected-detections-RFB-320.json");
      List<Photograph> photographs = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry :
          new ObjectMapper().readTree(found).get("images").properties()) {
        photographs.add(read(entry.getKey(), entry.getValue()));
      }
      return photographs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Photograph read(String name, JsonNode found) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(RealFiles.bytes(FOLDER + name)));
    List<double[]> faces = new ArrayList<>();
    for (JsonNode detection : found.get("detections")) {
      JsonNode box = detection.get("box_xyxy");
      faces.add(
          new double[] {
            box.get(0).doubleValue() / picture.getWidth(),
            box.get(1).doubleValue() / picture.getHeight(),
            box.get(2).doubleValue() / picture.getWidth(),
            box.get(3).doubleValue() / picture.getHeight()
          });
    }
    return new Photograph(name, pixels(picture), faces);
  }

  private static Tensor pixels(BufferedImage picture) {
    BufferedImage small = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, WIDTH, HEIGHT, null);
    graphics.dispose();
    float[] values = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < HEIGHT * WIDTH; i++) {
      int rgb = small.getRGB(i % WIDTH, i / WIDTH);
      for (int channel = 0; channel < 3; channel++) {
        int value = (rgb >> (16 - 8 * channel)) & 0xff;
        values[channel * HEIGHT * WIDTH + i] = (value - 127f) / 128f;
      }
    }
    return Tensor.floats(values, 1, 3, HEIGHT, WIDTH);
  }
}

package dev.millrace.ingest.source;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Draws pictures of street signs with their text known, so that a demonstration needs no data: a
 * sign on a pole before sky and ground, a little turned, nearer or farther, brighter or darker.
 *
 * <p>A sign is a function of seed and index (and of the machine's fonts). Thread-safe.
 */
public final class DrawnSigns {

  static final int WIDTH = 640;
  static final int HEIGHT = 360;

  private static final double MOST_DEGREES = 6;

  /** Odd constant that spreads neighbouring indices over the seeds (2⁶⁴ / golden ratio). */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private DrawnSigns() {}

  /**
   * A picture and what stands on it.
   *
   * @param jpeg the picture as JPEG
   * @param texts lines of text from top to bottom
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is.
  public record Sign(byte[] jpeg, List<String> texts) {
    public Sign {
      texts = List.copyOf(texts);
    }
  }

  /** The sign with this index in the series of this seed. */
  public static Sign sign(long seed, long index) {
    SplittableRandom random = new SplittableRandom(seed + SPREAD * (index + 1));
    SignPlate plate = SignPlate.any(random);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    scene(canvas, random);
    canvas.translate(
        WIDTH / 2.0 + random.nextDouble(-60, 60), HEIGHT * 0.42 + random.nextDouble(-20, 20));
    canvas.setColor(Color.GRAY);
    canvas.fillRect(-6, 0, 12, HEIGHT);
    canvas.rotate(Math.toRadians(random.nextDouble(-MOST_DEGREES, MOST_DEGREES)));
    double distance = random.nextDouble(0.75, 1.1);
    canvas.scale(distance, distance);
    plate.draw(canvas);
    canvas.dispose();
    return new Sign(jpeg(image), plate.lines());
  }

  /** Sky over ground, at some time of day. */
  private static void scene(Graphics2D canvas, SplittableRandom random) {
    float light = (float) random.nextDouble(0.45, 1);
    int horizon = (int) (HEIGHT * random.nextDouble(0.55, 0.8));
    Color sky = new Color(0.55f * light, 0.75f * light, 0.95f * light);
    Color haze = new Color(0.9f * light, 0.92f * light, 0.95f * light);
    canvas.setPaint(new GradientPaint(0, 0, sky, 0, horizon, haze));
    canvas.fillRect(0, 0, WIDTH, horizon);
    Color near = new Color(0.25f * light, 0.4f * light, 0.2f * light);
    Color far = new Color(0.5f * light, 0.55f * light, 0.4f * light);
    canvas.setPaint(new GradientPaint(0, horizon, far, 0, HEIGHT, near));
    canvas.fillRect(0, horizon, WIDTH, HEIGHT - horizon);
  }

  private static byte[] jpeg(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    try {
      if (!ImageIO.write(image, "jpeg", out)) {
        throw new IllegalStateException(
            "this Java has no JPEG writer; run a JDK with java.desktop");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never in memory.
    }
    return out.toByteArray();
  }
}

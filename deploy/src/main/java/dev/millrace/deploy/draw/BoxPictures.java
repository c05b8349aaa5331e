package dev.millrace.deploy.draw;

import dev.millrace.schemas.avro.DetectedBox;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Draws boxes, labels and scores over a picture, and lines of text below its upper edge. Colours go
 * by label, so that a class has the same one in every picture.
 */
final class BoxPictures {

  private static final float STROKE_PART = 1 / 400f;
  private static final float FONT_PART = 1 / 28f;
  private static final int LEAST_FONT = 11;
  private static final int MOST_FONT = 28;
  private static final float GOLDEN = 0.618034f;
  private static final Color SHADE = new Color(0, 0, 0, 150);

  private BoxPictures() {}

  /**
   * A drawn copy.
   *
   * @param picture as a person sees it; left as it is
   * @param boxes pixels of that picture
   * @param caption lines at the upper left corner
   */
  static BufferedImage draw(BufferedImage picture, List<DetectedBox> boxes, List<String> caption) {
    BufferedImage drawn =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.drawImage(picture, 0, 0, null);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, fontSize(picture)));
      // The surest box last, so that its label lies above the others.
      for (int i = boxes.size() - 1; i >= 0; i--) {
        box(graphics, drawn, boxes.get(i));
      }
      int bottom = 0;
      for (String line : caption) {
        bottom += graphics.getFontMetrics().getHeight();
        tag(graphics, line, 0, bottom, SHADE);
      }
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  private static int fontSize(BufferedImage picture) {
    int size = Math.round(picture.getHeight() * FONT_PART);
    return Math.max(LEAST_FONT, Math.min(MOST_FONT, size));
  }

  private static void box(Graphics2D graphics, BufferedImage picture, DetectedBox box) {
    Color color = color(box.getLabel());
    float width = Math.max(2, picture.getWidth() * STROKE_PART);
    graphics.setStroke(new BasicStroke(width));
    graphics.setColor(color);
    int left = Math.round(box.getX1());
    int top = Math.round(box.getY1());
    graphics.drawRect(left, top, Math.round(box.getX2()) - left, Math.round(box.getY2()) - top);
    String name = box.getText() == null ? box.getLabel() : box.getText();
    String text = String.format(Locale.ROOT, "%s %.2f", name, box.getScore());
    FontMetrics metrics = graphics.getFontMetrics();
    // Above the box where there is room, else inside it; never beyond the right edge.
    int bottom = top >= metrics.getHeight() ? top : top + metrics.getHeight();
    int rightmost = picture.getWidth() - metrics.stringWidth(text) - metrics.charWidth(' ');
    tag(graphics, text, Math.max(0, Math.min(left, rightmost)), bottom, color);
  }

  private static void tag(Graphics2D graphics, String text, int left, int bottom, Color ground) {
    FontMetrics metrics = graphics.getFontMetrics();
    int margin = metrics.charWidth(' ') / 2;
    graphics.setColor(ground);
    graphics.fillRect(
        left,
        bottom - metrics.getHeight(),
        metrics.stringWidth(text) + 2 * margin,
        metrics.getHeight());
    graphics.setColor(isBright(ground) ? Color.BLACK : Color.WHITE);
    graphics.drawString(text, left + margin, bottom - metrics.getDescent());
  }

  /** Hues a golden section apart are told from each other however many there are. */
  private static Color color(String label) {
    float hue = (label.hashCode() & 0xFFFF) * GOLDEN;
    return Color.getHSBColor(hue - (float) Math.floor(hue), 0.85f, 0.95f);
  }

  /** By the luma of Rec. 601. */
  private static boolean isBright(Color color) {
    double luma = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    return color.getAlpha() == 255 && luma > 140;
  }
}

package dev.millrace.ingest.source;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The plate of a sign, drawn around the origin.
 *
 * @param lines text from top to bottom
 * @param size font size in pixels
 * @param outline edge of the plate
 * @param ground colour of the plate
 * @param edge colour of its border
 * @param ink colour of the text
 */
record SignPlate(List<String> lines, int size, Shape outline, Color ground, Color edge, Color ink) {

  private static final Color RED = new Color(190, 20, 30);
  private static final Color GREEN = new Color(0, 100, 60);
  private static final Color BLUE = new Color(15, 60, 150);
  private static final Color YELLOW = new Color(250, 200, 40);

  private static final String[] STREETS = {
    "MAIN STREET",
    "BAKER STREET",
    "HARBOUR ROAD",
    "STATION ROAD",
    "CHURCH LANE",
    "PARK AVENUE",
    "MILL LANE",
    "BRIDGE STREET",
    "KING STREET",
    "RIVER DRIVE"
  };
  private static final String[] TOWNS = {
    "Bristol", "Cambridge", "Lancaster", "Norwich", "Preston", "Sheffield", "Windsor", "York"
  };
  private static final String[] ORDERS = {
    "NO PARKING", "ONE WAY", "ROAD CLOSED", "SLOW DOWN", "NO ENTRY", "KEEP LEFT"
  };
  private static final int FASTEST = 13;

  /** A plate of any kind. */
  static SignPlate any(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> stop();
      case 1 -> speedLimit(10 * random.nextInt(2, FASTEST + 1));
      case 2 -> board(GREEN, Color.WHITE, 34, pick(STREETS, random));
      case 3 -> board(YELLOW, Color.BLACK, 36, pick(ORDERS, random));
      default ->
          board(
              BLUE,
              Color.WHITE,
              36,
              "EXIT " + random.nextInt(10, 60),
              pick(TOWNS, random) + " " + random.nextInt(10, 90));
    };
  }

  private static SignPlate stop() {
    Polygon octagon = new Polygon();
    for (int i = 0; i < 8; i++) {
      double angle = Math.PI * (i + 0.5) / 4;
      octagon.addPoint((int) (110 * Math.cos(angle)), (int) (110 * Math.sin(angle)));
    }
    return new SignPlate(List.of("STOP"), 56, octagon, RED, Color.WHITE, Color.WHITE);
  }

  private static SignPlate speedLimit(int limit) {
    Shape round = new Ellipse2D.Double(-95, -95, 190, 190);
    return new SignPlate(List.of(String.valueOf(limit)), 76, round, Color.WHITE, RED, Color.BLACK);
  }

  private static SignPlate board(Color ground, Color ink, int size, String... lines) {
    double height = 1.5 * size * lines.length + 30;
    Shape board = new RoundRectangle2D.Double(-190, -height / 2, 380, height, 24, 24);
    return new SignPlate(List.of(lines), size, board, ground, ink, ink);
  }

  private static String pick(String[] from, SplittableRandom random) {
    return from[random.nextInt(from.length)];
  }

  void draw(Graphics2D canvas) {
    canvas.setColor(ground);
    canvas.fill(outline);
    canvas.setColor(edge);
    canvas.setStroke(new BasicStroke(outline instanceof Ellipse2D ? 18 : 5));
    canvas.draw(outline);
    canvas.setColor(ink);
    canvas.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
    FontMetrics metrics = canvas.getFontMetrics();
    double lineHeight = 1.5 * size;
    double top = -lineHeight * lines.size() / 2;
    for (int i = 0; i < lines.size(); i++) {
      double baseline =
          top + lineHeight * (i + 0.5) + (metrics.getAscent() - metrics.getDescent()) / 2.0;
      // Signs part words widely, to be read from afar.
      String line = lines.get(i).replace(" ", "  ");
      canvas.drawString(line, -metrics.stringWidth(line) / 2f, (float) baseline);
    }
  }
}

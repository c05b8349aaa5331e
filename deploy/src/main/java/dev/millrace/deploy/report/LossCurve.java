package dev.millrace.deploy.report;

import dev.millrace.trainer.fit.Epoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Losses by epoch as an SVG picture: training and validation over the same axes.
 *
 * @param title what was trained
 * @param epochs passes in order, the state before the first included
 */
public record LossCurve(String title, List<Epoch> epochs) {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 50;
  private static final int BOTTOM = 50;
  private static final int STEPS = 5;
  private static final String TRAINING = "#1f6feb";
  private static final String VALIDATION = "#d1570a";

  public LossCurve {
    epochs = List.copyOf(epochs);
  }

  /** Writes the picture. */
  public void write(Path file) {
    try {
      Files.writeString(file, svg(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
                .formatted(WIDTH, HEIGHT)
            + " font-size='13'>\n<rect width='100%' height='100%' fill='white'/>\n");
    svg.append(text(LEFT, 22, "start", escaped(title)));
    svg.append(colored(text(LEFT, 40, "start", "training loss"), TRAINING));
    svg.append(colored(text(LEFT + 110, 40, "start", "validation loss"), VALIDATION));
    svg.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "middle", "epoch"));
    axes(svg);
    svg.append(line(Epoch::trainingLoss, TRAINING));
    svg.append(line(Epoch::validationLoss, VALIDATION));
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (int step = 0; step <= STEPS; step++) {
      double loss = most() * step / STEPS;
      svg.append(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#d8dee4'/>\n"
              .formatted(LEFT, WIDTH - RIGHT, y(loss), y(loss)));
      svg.append(text(LEFT - 8, (int) y(loss) + 4, "end", number("%.3g", loss)));
    }
    int last = last();
    int every = Math.max(1, (last + 9) / 10);
    IntStream.rangeClosed(0, last)
        .filter(epoch -> epoch % every == 0)
        .forEach(
            epoch ->
                svg.append(
                    text((int) x(epoch), HEIGHT - BOTTOM + 18, "middle", String.valueOf(epoch))));
  }

  private String line(ToDoubleFunction<Epoch> loss, String color) {
    String points =
        epochs.stream()
            .filter(epoch -> Double.isFinite(loss.applyAsDouble(epoch)))
            .map(
                epoch ->
                    number("%.1f", x(epoch.number()))
                        + ","
                        + number("%.1f", y(loss.applyAsDouble(epoch))))
            .collect(Collectors.joining(" "));
    return points.isEmpty()
        ? ""
        : "<polyline fill='none' stroke='%s' stroke-width='2' points='%s'/>\n"
            .formatted(color, points);
  }

  private int last() {
    return Math.max(1, epochs.stream().mapToInt(Epoch::number).max().orElse(1));
  }

  private double most() {
    return epochs.stream()
        .flatMapToDouble(epoch -> DoubleStream.of(epoch.trainingLoss(), epoch.validationLoss()))
        .filter(Double::isFinite)
        .filter(loss -> loss > 0)
        .max()
        .orElse(1);
  }

  private double x(int epoch) {
    return LEFT + (double) (WIDTH - LEFT - RIGHT) * epoch / last();
  }

  private double y(double loss) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * loss / most();
  }

  private static String text(int x, int y, String anchor, String words) {
    return "<text x='%d' y='%d' text-anchor='%s'>%s</text>\n".formatted(x, y, anchor, words);
  }

  private static String colored(String text, String color) {
    return text.replace("<text ", "<text fill='" + color + "' ");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

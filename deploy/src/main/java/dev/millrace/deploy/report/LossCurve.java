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

/**
 * Losses by epoch as an SVG picture on a light ground: training and validation over the same axes,
 * the epoch whose parameters were kept marked.
 *
 * @param report the fit; the state before the first pass included
 * @param loss what the losses are, with their unit
 */
public record LossCurve(FitReport report, String loss) {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 450;
  private static final int LEFT = 84;
  private static final int RIGHT = 28;
  private static final int TOP = 92;
  private static final int BOTTOM = 58;
  private static final int MOST_EPOCHS_NAMED = 12;
  private static final int MOST_EPOCHS_DOTTED = 60;
  private static final String TRAINING = "#0b57d0";
  private static final String VALIDATION = "#c2410c";
  private static final String INK = "#1f2328";

  /** Writes the picture. */
  public void write(Path file) {
    try {
      Files.writeString(file, svg(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private String svg() {
    LossScale scale = LossScale.of(losses());
    StringBuilder svg = new StringBuilder();
    svg.append(
        ("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                + " role='img' style='color-scheme:light;background:#fff'"
                + " font-family='Helvetica,Arial,sans-serif' font-size='14' fill='%s'>\n")
            .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, INK));
    svg.append("<title>%s: loss by epoch</title>\n".formatted(escaped(report.task())));
    svg.append("<rect width='100%' height='100%' fill='#fff'/>\n");
    heading(svg);
    axes(svg, scale);
    kept(svg, scale);
    line(svg, scale, Epoch::trainingLoss, TRAINING);
    line(svg, scale, Epoch::validationLoss, VALIDATION);
    return svg.append("</svg>\n").toString();
  }

  private void heading(StringBuilder svg) {
    svg.append(
        "<text x='%d' y='28' font-size='18' font-weight='bold'>%s: loss by epoch</text>\n"
            .formatted(LEFT, escaped(report.task())));
    svg.append(
        text(
            WIDTH - RIGHT,
            28,
            "end",
            number("%,d", report.training())
                + " examples learned, "
                + number("%,d", report.validation())
                + " held out"));
    legend(svg, LEFT, TRAINING, "training, each example before it is learned");
    if (report.validation() > 0) {
      legend(svg, LEFT + 370, VALIDATION, "validation, after the epoch");
    }
  }

  private static void legend(StringBuilder svg, int x, String color, String words) {
    svg.append(
        ("<line x1='%d' x2='%d' y1='55' y2='55' stroke='%s' stroke-width='2.5'/>\n"
                + "<circle cx='%d' cy='55' r='4' fill='%s'/>\n")
            .formatted(x, x + 28, color, x + 14, color));
    svg.append(text(x + 36, 60, "start", words));
  }

  private void axes(StringBuilder svg, LossScale scale) {
    for (double tick : scale.ticks()) {
      double y = y(scale, tick);
      svg.append(
          number(
              "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#d8dee4'/>\n",
              LEFT, WIDTH - RIGHT, y, y));
      svg.append(text(LEFT - 10, y + 5, "end", LossScale.text(tick)));
    }
    int ground = HEIGHT - BOTTOM;
    svg.append(
        "<path d='M%d %dV%dH%d' fill='none' stroke='#57606a' stroke-width='1.5'/>\n"
            .formatted(LEFT, TOP, ground, WIDTH - RIGHT));
    int every = (last() + MOST_EPOCHS_NAMED - 1) / MOST_EPOCHS_NAMED;
    for (int epoch = 0; epoch <= last(); epoch += every) {
      svg.append(
          number(
              "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#57606a'/>\n",
              x(epoch), x(epoch), ground, ground + 5));
      svg.append(text(x(epoch), ground + 21, "middle", String.valueOf(epoch)));
    }
    svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "epoch (0: untrained)"));
    int middle = (TOP + ground) / 2;
    svg.append(
        "<text transform='translate(20 %d) rotate(-90)' text-anchor='middle'>%s%s</text>\n"
            .formatted(middle, escaped(loss), scale.name()));
  }

  /** The epoch that was kept: an upright line, a ring and its loss. */
  private void kept(StringBuilder svg, LossScale scale) {
    Epoch best = report.best();
    double x = x(best.number());
    svg.append(
        number(
            "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='%s' stroke-dasharray='5 4'/>\n",
            x, x, TOP, HEIGHT - BOTTOM, INK));
    String words = "kept: epoch " + best.number();
    if (Double.isFinite(best.validationLoss())) {
      svg.append(
          number(
              "<circle cx='%.1f' cy='%.1f' r='9' fill='none' stroke='%s' stroke-width='2'/>\n",
              x, y(scale, best.validationLoss()), INK));
      words += number(", validation loss %.4g", best.validationLoss());
    }
    boolean leftHalf = 2 * best.number() <= last();
    svg.append(text(leftHalf ? x + 8 : x - 8, TOP + 14, leftHalf ? "start" : "end", words));
  }

  private void line(
      StringBuilder svg, LossScale scale, ToDoubleFunction<Epoch> loss, String color) {
    List<Epoch> known =
        report.epochs().stream().filter(e -> Double.isFinite(loss.applyAsDouble(e))).toList();
    if (known.isEmpty()) {
      return;
    }
    svg.append(
        known.stream()
            .map(e -> number("%.1f,%.1f", x(e.number()), y(scale, loss.applyAsDouble(e))))
            .collect(
                Collectors.joining(
                    " ",
                    "<polyline fill='none' stroke='%s' stroke-width='2.5' points='"
                        .formatted(color),
                    "'/>\n")));
    if (last() <= MOST_EPOCHS_DOTTED) {
      for (Epoch epoch : known) {
        svg.append(
            number(
                "<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>\n",
                x(epoch.number()), y(scale, loss.applyAsDouble(epoch)), color));
      }
    }
  }

  private double[] losses() {
    double[] losses =
        report.epochs().stream()
            .flatMapToDouble(epoch -> DoubleStream.of(epoch.trainingLoss(), epoch.validationLoss()))
            .filter(Double::isFinite)
            .toArray();
    return losses.length == 0 ? new double[] {1} : losses;
  }

  private int last() {
    return Math.max(1, report.epochs().stream().mapToInt(Epoch::number).max().orElse(1));
  }

  private double x(int epoch) {
    return LEFT + (double) (WIDTH - LEFT - RIGHT) * epoch / last();
  }

  private static double y(LossScale scale, double loss) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * scale.part(loss);
  }

  private static String text(double x, double y, String anchor, String words) {
    return number("<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>\n", x, y, anchor, words);
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.FusedText;
import dev.millrace.schemas.avro.AnomalyScore;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.Values;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Records in the few words that fit a table. */
final class Summary {

  private static final int BOXES = 3;
  private static final int TEXT = 100;

  private Summary() {}

  /** A prediction's output. */
  static String of(Object output) {
    if (output instanceof Classification one) {
      return one.getLabel() + " " + percent(one.getProbability());
    }
    if (output instanceof Detections many) {
      String first =
          many.getBoxes().stream().limit(BOXES).map(Summary::box).collect(Collectors.joining(", "));
      int count = many.getBoxes().size();
      return count + (count == 1 ? " box: " : " boxes: ") + first + (count > BOXES ? ", …" : "");
    }
    if (output instanceof Values || output instanceof AnomalyScore) {
      return cut(output.toString());
    }
    if (output instanceof Embedding) {
      return "embedding";
    }
    return cut(String.valueOf(output));
  }

  private static String box(DetectedBox box) {
    String what = box.getText() == null ? box.getLabel() : "“" + box.getText() + "”";
    return what + " " + percent(box.getScore());
  }

  private static String percent(float part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  /** What the sensors read at the time of a prediction. */
  static String fused(Map<String, Double> values) {
    return String.join(", ", FusedText.lines(values));
  }

  /** A time in microseconds since 1970, to the millisecond. */
  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** A text on one line and not too long. */
  static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= TEXT ? line : line.substring(0, TEXT - 1) + "…";
  }
}

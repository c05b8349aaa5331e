package dev.millrace.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.AnomalyScore;
import dev.millrace.schemas.avro.BoxesTarget;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.TargetBox;
import dev.millrace.schemas.avro.Values;
import dev.millrace.schemas.avro.ValuesTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model said of an event, or a person: its type, its classes, and how it is shown. */
public final class Outputs {

  private static final int MOST_PROBABILITIES = 10;
  private static final int MOST_BOXES = 300;
  private static final int MOST_VALUES = 64;

  private Outputs() {}

  /** The type's name in answers. */
  public static String type(Object output) {
    if (output instanceof Classification) {
      return "classification";
    }
    if (output instanceof Detections) {
      return "detections";
    }
    if (output instanceof AnomalyScore) {
      return "anomaly";
    }
    return output instanceof Values ? "values" : "embedding";
  }

  /** Classes that are counted: of the event, of each box, or whether it is unusual. */
  public static List<String> classes(Object output) {
    if (output instanceof Classification one) {
      return List.of(one.getLabel());
    }
    if (output instanceof Detections many) {
      return many.getBoxes().stream().map(DetectedBox::getLabel).toList();
    }
    if (output instanceof AnomalyScore anomaly) {
      return List.of(anomaly.getAnomalous() ? "anomalous" : "usual");
    }
    return List.of();
  }

  /** The highest confidence in any of these classes, 0 to 1; NaN where none is in it. */
  public static double confidence(Object output, List<String> classes) {
    double best = Double.NaN;
    if (output instanceof Classification one && in(classes, one.getLabel())) {
      return one.getProbability();
    }
    if (output instanceof Detections many) {
      for (DetectedBox box : many.getBoxes()) {
        if (in(classes, box.getLabel()) && !(best >= box.getScore())) {
          best = box.getScore();
        }
      }
    }
    if (output instanceof AnomalyScore && classes(output).stream().anyMatch(c -> in(classes, c))) {
      return 1;
    }
    boolean plain = output instanceof Values || output instanceof Embedding;
    return plain && classes.isEmpty() ? 1 : best;
  }

  private static boolean in(List<String> classes, String label) {
    return classes.isEmpty() || classes.contains(label);
  }

  /** The output of a prediction. */
  public static ObjectNode node(Object output) {
    ObjectNode node = Json.object().put("type", type(output));
    if (output instanceof Classification one) {
      node.put("label", one.getLabel()).set("probability", Json.number(one.getProbability()));
      node.set("probabilities", floats(one.getProbabilities(), MOST_PROBABILITIES));
    } else if (output instanceof Detections many) {
      ArrayNode boxes = node.putArray("boxes");
      many.getBoxes().stream().limit(MOST_BOXES).forEach(box -> boxes.add(box(box)));
    } else if (output instanceof AnomalyScore anomaly) {
      node.set("score", Json.number(anomaly.getScore()));
      node.set("threshold", Json.number(anomaly.getThreshold()));
      node.put("anomalous", anomaly.getAnomalous());
    } else if (output instanceof Values values) {
      ArrayNode names = node.putArray("names");
      values.getNames().stream().limit(MOST_VALUES).forEach(names::add);
      node.set("values", doubles(values.getValues(), MOST_VALUES));
    } else if (output instanceof Embedding embedding) {
      node.put("size", embedding.getVector().size());
    }
    return node;
  }

  private static ObjectNode box(DetectedBox box) {
    ObjectNode node = Json.object().put("label", box.getLabel());
    node.set("score", Json.number(box.getScore()));
    corners(node, box.getX1(), box.getY1(), box.getX2(), box.getY2());
    List<Float> polygon = box.getPolygon();
    node.set("polygon", polygon == null ? null : floats(polygon, MOST_VALUES));
    return node.put("text", box.getText()).put("trackId", box.getTrackId());
  }

  private static void corners(ObjectNode node, float x1, float y1, float x2, float y2) {
    node.set("x1", Json.number(x1));
    node.set("y1", Json.number(y1));
    node.set("x2", Json.number(x2));
    node.set("y2", Json.number(y2));
  }

  private static ArrayNode floats(List<Float> numbers, int most) {
    ArrayNode node = Json.array();
    numbers.stream().limit(most).forEach(number -> node.add(Json.number(number)));
    return node;
  }

  private static ArrayNode doubles(List<Double> numbers, int most) {
    ArrayNode node = Json.array();
    numbers.stream().limit(most).forEach(number -> node.add(Json.number(number)));
    return node;
  }

  /** The truth of a label: {@code class}, {@code values} or {@code boxes}. */
  public static ObjectNode target(Object target) {
    ObjectNode node = Json.object();
    if (target instanceof ClassTarget one) {
      node.put("class", one.getLabel());
    } else if (target instanceof ValuesTarget values) {
      node.set("values", doubles(values.getValues(), MOST_VALUES));
    } else if (target instanceof BoxesTarget boxes) {
      ArrayNode all = node.putArray("boxes");
      for (TargetBox box : boxes.getBoxes().stream().limit(MOST_BOXES).toList()) {
        ObjectNode shown = all.addObject().put("label", box.getLabel());
        corners(shown, box.getX1(), box.getY1(), box.getX2(), box.getY2());
      }
    }
    return node;
  }

  /** What was predicted, in the form of a target; null where labels are not compared with it. */
  public static @Nullable ObjectNode comparable(Object output) {
    if (output instanceof Classification one) {
      return Json.object().put("class", one.getLabel());
    }
    if (output instanceof Values values) {
      ObjectNode node = Json.object();
      node.set("values", doubles(values.getValues(), MOST_VALUES));
      return node;
    }
    return null;
  }

  /** Names of up to so many classes by falling count. */
  public static List<String> top(java.util.Map<String, Long> counts, int most) {
    List<java.util.Map.Entry<String, Long>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(java.util.Map.Entry.<String, Long>comparingByValue().reversed());
    return sorted.stream().limit(most).map(java.util.Map.Entry::getKey).toList();
  }
}

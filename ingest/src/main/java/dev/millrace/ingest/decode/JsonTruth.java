package dev.millrace.ingest.decode;

import dev.millrace.schemas.avro.BoxesTarget;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.TargetBox;
import dev.millrace.schemas.avro.ValuesTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * A label as JSON: {@code eventId}, {@code task}, one of {@code label} (class name), {@code value},
 * {@code values}, {@code boxes} (each {@code label, x1, y1, x2, y2} in pixels), and {@code
 * labelTime} where known.
 */
final class JsonTruth {

  private static final String LABEL = "label";
  private static final String VALUE = "value";
  private static final String VALUES = "values";
  private static final String BOXES = "boxes";
  private static final List<String> TARGETS = List.of(LABEL, VALUE, VALUES, BOXES);
  private static final String LABEL_TIME = "labelTime";

  private final Limits limits;
  private final EventTimes times;

  JsonTruth(Limits limits, EventTimes times) {
    this.limits = limits;
    this.times = times;
  }

  Payload.Truth read(JsonFields fields) throws Rejection {
    String time = fields.id(LABEL_TIME);
    return new Payload.Truth(
        fields.text(Said.EVENT_ID),
        fields.text("task"),
        target(fields),
        time == null ? null : times.read(time, LABEL_TIME));
  }

  private Object target(JsonFields fields) throws Rejection {
    List<String> given = TARGETS.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      throw new Rejection(
          given.isEmpty() ? Cause.MISSING_FIELD : Cause.UNKNOWN_FIELD,
          "a label holds exactly one of " + TARGETS + ", this one has " + given + "; send one");
    }
    return switch (given.get(0)) {
      case LABEL -> new ClassTarget(fields.text(LABEL));
      case VALUE -> new ValuesTarget(List.of(fields.number(VALUE)));
      case VALUES -> new ValuesTarget(fields.numbers(VALUES));
      default -> new BoxesTarget(boxes(fields.objects(BOXES)));
    };
  }

  private List<TargetBox> boxes(List<JsonFields> all) throws Rejection {
    if (all.size() > limits.boxes()) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "a label of " + all.size() + " boxes, the limit is " + limits.boxes() + "; send fewer");
    }
    List<TargetBox> boxes = new ArrayList<>(all.size());
    for (JsonFields box : all) {
      boxes.add(
          new TargetBox(
              box.text(LABEL),
              (float) box.number("x1"),
              (float) box.number("y1"),
              (float) box.number("x2"),
              (float) box.number("y2")));
    }
    return boxes;
  }
}

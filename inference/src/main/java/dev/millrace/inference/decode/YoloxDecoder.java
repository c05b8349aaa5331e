package dev.millrace.inference.decode;

import dev.millrace.inference.decode.NonMaxSuppression.Box;
import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.task.DecodeSpec.Yolox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * YOLOX without anchors (Ge et al. 2021): a row {@code cx, cy, w, h, objectness, classes…} for each
 * cell of each stride's grid, row-major. Centre = (cell + c) × stride, size = e^s × stride, score =
 * objectness × best class. Boxes come out in the picture's pixels, cut at its edges.
 */
public final class YoloxDecoder implements Decoder {

  /** Values of a row in front of the class scores. */
  private static final int BOX_VALUES = 5;

  private final Yolox spec;
  private final List<String> classes;
  private final int width;
  private final int height;

  /**
   * A decoder for one model.
   *
   * @param classes class names in the order of the scores
   * @param width canvas width of the model in pixels
   * @param height canvas height
   */
  public YoloxDecoder(Yolox spec, List<String> classes, int width, int height) {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          "YOLOX needs class names: add `classes` to the task or labels to the bundle");
    }
    this.spec = spec;
    this.classes = List.copyOf(classes);
    this.width = width;
    this.height = height;
  }

  @Override
  public Detections decode(List<float[]> outputs, @Nullable Geometry geometry) {
    if (geometry == null) {
      throw new IllegalArgumentException("detections need the picture's place on the canvas");
    }
    List<Box> found = candidates(outputs.get(0));
    List<DetectedBox> boxes = new ArrayList<>();
    for (Box box : NonMaxSuppression.keep(found, spec.iouThreshold(), spec.maxBoxes())) {
      boxes.add(
          DetectedBox.newBuilder()
              .setLabel(classes.get(box.label()))
              .setScore(box.score())
              .setX1((float) geometry.insideX(box.x1()))
              .setY1((float) geometry.insideY(box.y1()))
              .setX2((float) geometry.insideX(box.x2()))
              .setY2((float) geometry.insideY(box.y2()))
              .build());
    }
    return new Detections(boxes);
  }

  private List<Box> candidates(float[] rows) {
    int rowLength = BOX_VALUES + classes.size();
    checkLength(rows.length, rowLength);
    List<Box> boxes = new ArrayList<>();
    int at = 0;
    for (int stride : spec.strides()) {
      for (int y = 0; y < height / stride; y++) {
        for (int x = 0; x < width / stride; x++) {
          // A class score is at most 1, so objectness alone rules most cells out.
          if (rows[at + 4] >= spec.scoreThreshold()) {
            addBox(rows, at, x, y, stride, boxes);
          }
          at += rowLength;
        }
      }
    }
    return boxes;
  }

  private void addBox(float[] rows, int at, int x, int y, int stride, List<Box> boxes) {
    int best = 0;
    for (int c = 1; c < classes.size(); c++) {
      best = rows[at + BOX_VALUES + c] > rows[at + BOX_VALUES + best] ? c : best;
    }
    float score = rows[at + 4] * rows[at + BOX_VALUES + best];
    double centreX = (rows[at] + x) * stride;
    double centreY = (rows[at + 1] + y) * stride;
    double halfWidth = Math.exp(rows[at + 2]) * stride / 2;
    double halfHeight = Math.exp(rows[at + 3]) * stride / 2;
    if (score >= spec.scoreThreshold()) {
      boxes.add(
          new Box(
              best,
              score,
              centreX - halfWidth,
              centreY - halfHeight,
              centreX + halfWidth,
              centreY + halfHeight));
    }
  }

  private void checkLength(int given, int rowLength) {
    int cells = 0;
    for (int stride : spec.strides()) {
      cells += (width / stride) * (height / stride);
    }
    if (given != cells * rowLength) {
      throw new ShapeMismatch(
          "model gives %d numbers; strides %s on a %d x %d canvas with %d classes need %d x %d"
              .formatted(given, spec.strides(), width, height, classes.size(), cells, rowLength));
    }
  }
}

package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.TestFiles;
import dev.millrace.inference.YoloxNano;
import dev.millrace.inference.decode.NonMaxSuppression.Box;
import dev.millrace.schemas.avro.DetectedBox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user's own detector, from encoded bytes to boxes, against the figures of the data sets. */
class YoloxOnRealPicturesTest {

  private static final Map<String, String> COCO_NAMES =
      Map.of(
          "motorbike", "motorcycle",
          "aeroplane", "airplane",
          "sofa", "couch",
          "pottedplant", "potted plant",
          "diningtable", "dining table",
          "tvmonitor", "tv");

  private YoloxNano detector;

  @BeforeEach
  void load() {
    detector = YoloxNano.load();
  }

  @AfterEach
  void close() {
    if (detector != null) {
      detector.close();
    }
  }

  @Test
  void boxesAreThoseOfTheReference() throws Exception {
    Path folder = YoloxNano.folder();
    JsonNode images =
        new ObjectMapper()
            .readTree(TestFiles.bytes(folder.resolve("expected-detections.json")))
            .get("images");
    assertThat(images.size()).isEqualTo(5);
    for (Map.Entry<String, JsonNode> image : images.properties()) {
      List<DetectedBox> found = detector.detect(folder.resolve(image.getKey()));
      List<DetectedBox> expected = new ArrayList<>();
      for (JsonNode box : image.getValue().get("detections")) {
        expected.add(box(box.get("class").asText(), box.get("score").floatValue(), corners(box)));
      }
      assertEachHasItsTwin(image.getKey(), expected, found);
      assertEachHasItsTwin(image.getKey(), found, expected);
    }
  }

  /** Class and overlap of at least 0.8, score within 0.05; boxes near the threshold don't count. */
  private static void assertEachHasItsTwin(
      String image, List<DetectedBox> boxes, List<DetectedBox> others) {
    for (DetectedBox box : boxes) {
      boolean clear = box.getScore() >= YoloxNano.THRESHOLD + 0.05;
      boolean twin =
          others.stream()
              .anyMatch(
                  other ->
                      other.getLabel().equals(box.getLabel())
                          && plain(other).overlap(plain(box)) >= 0.8
                          && Math.abs(other.getScore() - box.getScore()) <= 0.05);
      assertThat(twin || !clear).as("%s: %s among %s", image, box, others).isTrue();
    }
  }

  @Test
  void precisionAndRecallOn128PicturesAreThoseOfTheReference() throws Exception {
    Path coco = TestFiles.folder("images-coco128");
    JsonNode truth =
        new ObjectMapper().readTree(TestFiles.bytes(coco.resolve("instances_train2017.json")));
    Map<Long, List<DetectedBox>> boxes = truthByImage(truth);
    int found = 0;
    int right = 0;
    for (JsonNode image : truth.get("images")) {
      List<DetectedBox> open =
          new ArrayList<>(boxes.getOrDefault(image.get("id").asLong(), List.of()));
      Path file = coco.resolve("train2017").resolve(image.get("file_name").asText());
      for (DetectedBox box : detector.detect(file)) {
        found++;
        right += takeMatch(box, open) ? 1 : 0;
      }
    }
    int all = boxes.values().stream().mapToInt(List::size).sum();
    assertThat(all).isEqualTo(929);
    assertThat((double) right / found).isCloseTo(0.715, within(0.02));
    assertThat((double) right / all).isCloseTo(0.405, within(0.02));
  }

  /** Takes the true box that overlaps most; each true box counts once. */
  private static boolean takeMatch(DetectedBox box, List<DetectedBox> open) {
    String name = COCO_NAMES.getOrDefault(box.getLabel(), box.getLabel());
    return open.stream()
        .filter(other -> other.getLabel().equals(name))
        .filter(other -> plain(other).overlap(plain(box)) >= 0.5)
        .max(Comparator.comparingDouble(other -> plain(other).overlap(plain(box))))
        .map(open::remove)
        .orElse(false);
  }

  private static Map<Long, List<DetectedBox>> truthByImage(JsonNode truth) {
    Map<Integer, String> names = new HashMap<>();
    truth.get("categories").forEach(c -> names.put(c.get("id").asInt(), c.get("name").asText()));
    Map<Long, List<DetectedBox>> boxes = new HashMap<>();
    for (JsonNode note : truth.get("annotations")) {
      if (note.get("iscrowd").asInt() == 0) {
        JsonNode b = note.get("bbox");
        double x = b.get(0).asDouble();
        double y = b.get(1).asDouble();
        double[] corners = {x, y, x + b.get(2).asDouble(), y + b.get(3).asDouble()};
        boxes
            .computeIfAbsent(note.get("image_id").asLong(), id -> new ArrayList<>())
            .add(box(names.get(note.get("category_id").asInt()), 1, corners));
      }
    }
    return boxes;
  }

  private static double[] corners(JsonNode box) {
    double[] corners = new double[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = box.get("box_xyxy").get(i).asDouble();
    }
    return corners;
  }

  private static DetectedBox box(String label, float score, double[] corners) {
    return DetectedBox.newBuilder()
        .setLabel(label)
        .setScore(score)
        .setX1((float) corners[0])
        .setY1((float) corners[1])
        .setX2((float) corners[2])
        .setY2((float) corners[3])
        .build();
  }

  private static Box plain(DetectedBox box) {
    return new Box(0, box.getScore(), box.getX1(), box.getY1(), box.getX2(), box.getY2());
  }
}

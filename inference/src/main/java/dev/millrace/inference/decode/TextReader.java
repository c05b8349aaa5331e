package dev.millrace.inference.decode;

import dev.millrace.inference.decode.CtcText.Reading;
import dev.millrace.inference.decode.TextRegions.Region;
import dev.millrace.inference.preprocess.Letterbox;
import dev.millrace.inference.preprocess.Pixels;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the text in a picture with PP-OCR's two models: one finds the lines, the other reads each
 * of them (Du et al. 2020, "PP-OCR: A Practical Ultra Lightweight OCR System").
 *
 * <p>Thread-safe if the models are.
 */
public final class TextReader {

  /** Longer pictures are scaled down to this for finding lines, in pixels. */
  private static final int LONGEST_SIDE = 960;

  /** The detector's stride: both sides are rounded to it. */
  private static final int STRIDE = 32;

  /** From this ratio of height to length a line may run upwards. */
  private static final double TALL = 1.5;

  /** PP-OCR's detector takes ImageNet's constants, but for blue, green, red. */
  private static final List<Float> MEAN = List.of(0.485f * 255, 0.456f * 255, 0.406f * 255);

  private static final List<Float> SCALE =
      List.of(1 / (0.229f * 255), 1 / (0.224f * 255), 1 / (0.225f * 255));

  private final PictureModel detect;
  private final PictureModel read;
  private final TextRegions regions;
  private final CtcText characters;
  private final double textThreshold;

  /**
   * A reader.
   *
   * @param detect gives the probability that a pixel is text, {@code [1, 1, height, width]}
   * @param read gives symbol probabilities of a line, {@code [1, steps, characters + 2]}
   * @param characters the recogniser's characters in order, without blank and space
   */
  public TextReader(
      PictureModel detect, PictureModel read, List<String> characters, TextLines spec) {
    this.detect = detect;
    this.read = read;
    this.regions = new TextRegions(spec);
    this.characters = new CtcText(characters);
    this.textThreshold = spec.textThreshold();
  }

  /**
   * Finds and reads all lines.
   *
   * @return boxes in the picture's pixels, by falling score, with the text's corners and the text;
   *     the score is the recogniser's
   */
  public Detections read(Pixels picture) {
    ImageInput input = inputFor(picture);
    Letterbox.Placed placed = new Letterbox(input).place(picture);
    float[] map = detect.run(placed.chw(), placed.height(), placed.width());
    if (map.length != placed.width() * placed.height()) {
      throw new ShapeMismatch(
          "text detector gives %d numbers for %d x %d pixels; it must give one a pixel"
              .formatted(map.length, placed.width(), placed.height()));
    }
    List<DetectedBox> boxes = new ArrayList<>();
    List<Region> words = regions.find(map, placed.width(), placed.height());
    for (Region region : LineJoin.join(words)) {
      Quad line = region.quad().onPicture(placed.geometry());
      Reading reading = readLine(picture, line);
      if (!reading.text().isBlank() && reading.confidence() >= textThreshold) {
        boxes.add(box(picture, line, reading));
      }
    }
    boxes.sort(Comparator.comparingDouble(DetectedBox::getScore).reversed());
    return new Detections(boxes);
  }

  private static ImageInput inputFor(Pixels picture) {
    double longest = Math.max(picture.width(), picture.height());
    double ratio = Math.min(1, LONGEST_SIDE / longest);
    return new ImageInput(
        "picture",
        roundToStride(picture.width() * ratio),
        roundToStride(picture.height() * ratio),
        Fit.STRETCH,
        0,
        ChannelOrder.BGR,
        MEAN,
        SCALE);
  }

  private static int roundToStride(double side) {
    return (int) Math.max(STRIDE, Math.round(side / STRIDE) * STRIDE);
  }

  /** Reads a line as it lies; a tall one also upwards, and keeps what is surer. */
  private Reading readLine(Pixels picture, Quad line) {
    Reading level = readCrop(LineCrop.of(picture, line));
    if (line.height() < TALL * line.length()) {
      return level;
    }
    Reading upwards = readCrop(LineCrop.of(picture, line.turned()));
    return upwards.confidence() > level.confidence() ? upwards : level;
  }

  private Reading readCrop(LineCrop crop) {
    return characters.decode(read.run(crop.chw(), LineCrop.HEIGHT, crop.width()));
  }

  private static DetectedBox box(Pixels picture, Quad line, Reading reading) {
    List<Float> corners = line.corners();
    float x1 = picture.width();
    float y1 = picture.height();
    float x2 = 0;
    float y2 = 0;
    for (int i = 0; i < corners.size(); i += 2) {
      x1 = Math.max(0, Math.min(x1, corners.get(i)));
      x2 = Math.min(picture.width(), Math.max(x2, corners.get(i)));
      y1 = Math.max(0, Math.min(y1, corners.get(i + 1)));
      y2 = Math.min(picture.height(), Math.max(y2, corners.get(i + 1)));
    }
    return DetectedBox.newBuilder()
        .setLabel("text")
        .setScore(reading.confidence())
        .setX1(x1)
        .setY1(y1)
        .setX2(x2)
        .setY2(y2)
        .setPolygon(corners)
        .setText(reading.text())
        .build();
  }
}

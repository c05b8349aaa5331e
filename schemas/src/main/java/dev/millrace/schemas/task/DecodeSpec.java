package dev.millrace.schemas.task;

import java.io.Serializable;
import java.util.List;

/** How a model's outputs become a prediction. */
public sealed interface DecodeSpec extends Serializable {

  /** Whether predictions are boxes in a picture. */
  default boolean findsBoxes() {
    return false;
  }

  /** Probabilities {@code [n, classes]} become a class. */
  record Classes() implements DecodeSpec {}

  /**
   * Outputs {@code [n, values]} are the predicted values.
   *
   * @param names what each value is
   */
  record Regression(List<String> names) implements DecodeSpec {
    public Regression {
      names = List.copyOf(names);
    }
  }

  /** The output vector itself. */
  record Vector() implements DecodeSpec {}

  /**
   * YOLOX: rows of {@code cx, cy, w, h, objectness, classes…} over the grid cells of each stride
   * (Ge et al. 2021, "YOLOX: Exceeding YOLO Series in 2021").
   *
   * @param strides strides in the order of the rows
   * @param scoreThreshold lowest objectness × class score
   * @param iouThreshold overlap from which the weaker box is dropped
   * @param maxBoxes most boxes a picture
   */
  record Yolox(List<Integer> strides, double scoreThreshold, double iouThreshold, int maxBoxes)
      implements DecodeSpec {

    /** The published model's strides and the thresholds of its own demo. */
    public static final Yolox DEFAULT = new Yolox(List.of(8, 16, 32), 0.3, 0.45, 300);

    public Yolox {
      strides = List.copyOf(strides);
    }

    @Override
    public boolean findsBoxes() {
      return true;
    }
  }

  /**
   * Text lines by DBNet, read by a CTC recogniser (PP-OCR).
   *
   * @param pixelThreshold probability from which a pixel belongs to text
   * @param boxThreshold lowest mean probability of a box
   * @param unclipRatio how far a shrunk text region is grown back
   * @param textThreshold lowest mean character confidence
   * @param maxBoxes most boxes a picture
   */
  record TextLines(
      double pixelThreshold,
      double boxThreshold,
      double unclipRatio,
      double textThreshold,
      int maxBoxes)
      implements DecodeSpec {

    /**
     * PaddleOCR's own constants, but grown by 1.8 instead of 1.5: with more margin the recogniser
     * sees the gaps between words (182 of 182 lines of drawn signs read exactly, against 176).
     */
    public static final TextLines DEFAULT = new TextLines(0.3, 0.6, 1.8, 0.5, 1000);

    @Override
    public boolean findsBoxes() {
      return true;
    }
  }
}

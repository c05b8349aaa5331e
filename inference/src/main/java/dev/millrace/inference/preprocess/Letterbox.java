package dev.millrace.inference.preprocess;

import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import java.util.Arrays;
import java.util.List;

/**
 * Brings a picture to a model's size: bilinear with half-pixel centres and no anti-aliasing, which
 * is what detection models saw in training (OpenCV's {@code INTER_LINEAR}, here without rounding to
 * bytes). Values are {@code (pixel − mean) × scale}, the border is filled with the pad value.
 *
 * <p>Thread-safe.
 */
public final class Letterbox {

  /** Sides of a canvas that follows the picture are rounded to this: the deepest common stride. */
  private static final int STRIDE = 32;

  private final ImageInput input;
  private final float[] mean;
  private final float[] scale;

  public Letterbox(ImageInput input) {
    if (input.mean().size() != 3 || input.scale().size() != 3) {
      throw new IllegalArgumentException(
          "input '%s' needs 3 means and 3 scales, not %d and %d"
              .formatted(input.name(), input.mean().size(), input.scale().size()));
    }
    this.input = input;
    this.mean = floats(input.mean());
    this.scale = floats(input.scale());
  }

  /**
   * A picture on the model's canvas.
   *
   * @param chw values {@code [3, height, width]}, row-major
   * @param width canvas width
   * @param height canvas height
   * @param geometry way back to the picture's pixels
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed to the model as it is.
  public record Placed(float[] chw, int width, int height, Geometry geometry) {}

  /** Resizes, pads and normalises. */
  public Placed place(Pixels picture) {
    int width = input.width() > 0 ? input.width() : roundToStride(picture.width());
    int height = input.height() > 0 ? input.height() : roundToStride(picture.height());
    double ratio = Math.min((double) width / picture.width(), (double) height / picture.height());
    int fitWidth = Math.max(1, (int) (picture.width() * ratio));
    int fitHeight = Math.max(1, (int) (picture.height() * ratio));
    return switch (input.fit()) {
      case TOP_LEFT -> place(picture, width, height, new Area(0, 0, fitWidth, fitHeight));
      case LETTERBOX ->
          place(
              picture,
              width,
              height,
              new Area((width - fitWidth) / 2, (height - fitHeight) / 2, fitWidth, fitHeight));
      case STRETCH -> place(picture, width, height, new Area(0, 0, width, height));
    };
  }

  /** Part of the canvas that the picture covers. */
  private record Area(int left, int top, int width, int height) {}

  private Placed place(Pixels picture, int width, int height, Area area) {
    int plane = width * height;
    float[] chw = new float[3 * plane];
    if (area.width < width || area.height < height) {
      for (int c = 0; c < 3; c++) {
        Arrays.fill(chw, c * plane, (c + 1) * plane, (input.pad() - mean[c]) * scale[c]);
      }
    }
    int[] planes =
        input.order() == ChannelOrder.RGB
            ? new int[] {0, 1, 2}
            : new int[] {2, 1, 0}; // plane of red, green, blue
    Axis across = Axis.of(picture.width(), area.width);
    Axis down = Axis.of(picture.height(), area.height);
    for (int y = 0; y < area.height; y++) {
      int out = (area.top + y) * width + area.left;
      for (int channel = 0; channel < 3; channel++) {
        int c = planes[channel];
        row(picture, channel, across, down, y, chw, c * plane + out, mean[c], scale[c]);
      }
    }
    Geometry geometry =
        new Geometry(
            picture.width(),
            picture.height(),
            (double) area.width / picture.width(),
            (double) area.height / picture.height(),
            area.left,
            area.top);
    return new Placed(chw, width, height, geometry);
  }

  /** One output row of one channel. */
  private static void row(
      Pixels picture,
      int channel,
      Axis across,
      Axis down,
      int y,
      float[] to,
      int out,
      float mean,
      float scale) {
    byte[] rgb = picture.rgb();
    int stride = 3 * picture.width();
    int upper = down.low[y] * stride + channel;
    int lower = down.high[y] * stride + channel;
    float weightDown = down.weight[y];
    for (int x = 0; x < across.low.length; x++) {
      int left = 3 * across.low[x];
      int right = 3 * across.high[x];
      float weight = across.weight[x];
      float a = rgb[upper + left] & 0xFF;
      float b = rgb[upper + right] & 0xFF;
      float c = rgb[lower + left] & 0xFF;
      float d = rgb[lower + right] & 0xFF;
      float top = a + (b - a) * weight;
      float bottom = c + (d - c) * weight;
      to[out + x] = (top + (bottom - top) * weightDown - mean) * scale;
    }
  }

  /** For each output position of an axis: its two neighbours in the picture and their mix. */
  @SuppressWarnings("ArrayRecordComponent") // Tables for the inner loop.
  private record Axis(int[] low, int[] high, float[] weight) {

    static Axis of(int from, int to) {
      int[] low = new int[to];
      int[] high = new int[to];
      float[] weight = new float[to];
      double step = (double) from / to;
      for (int i = 0; i < to; i++) {
        double centre = Math.max(0, Math.min(from - 1.0, (i + 0.5) * step - 0.5));
        low[i] = (int) centre;
        high[i] = Math.min(from - 1, low[i] + 1);
        weight[i] = (float) (centre - low[i]);
      }
      return new Axis(low, high, weight);
    }
  }

  private static int roundToStride(int side) {
    return Math.max(STRIDE, Math.round((float) side / STRIDE) * STRIDE);
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}

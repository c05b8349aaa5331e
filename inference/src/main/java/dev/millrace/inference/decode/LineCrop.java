package dev.millrace.inference.decode;

import dev.millrace.inference.preprocess.Pixels;

/**
 * Cuts a line of text out of a picture, straightens it and brings it to the recogniser's height.
 *
 * @param chw values {@code [3, 48, width]} from −1 to 1, blue first
 * @param width width in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the model as it is.
record LineCrop(float[] chw, int width) {

  /** Height that PP-OCR's recogniser is trained on. */
  static final int HEIGHT = 48;

  /** Narrower lines are padded with grey, as in the recogniser's training. */
  private static final int MIN_WIDTH = 320;

  /** A line of 50 times its height is longer than any sign; more would only cost memory. */
  private static final int MAX_WIDTH = 50 * HEIGHT;

  static LineCrop of(Pixels picture, Quad line) {
    double ratio = line.length() / line.height();
    int text = (int) Math.max(1, Math.min(MAX_WIDTH, Math.ceil(HEIGHT * ratio)));
    int width = Math.max(MIN_WIDTH, text);
    float[] chw = new float[3 * HEIGHT * width];
    // Where the picture is finer than the crop, several points are averaged.
    int fine = (int) Math.max(1, Math.min(8, Math.rint(line.height() / HEIGHT)));
    float unit = 127.5f * fine * fine;
    float[] colour = new float[3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < text; x++) {
        colour[0] = colour[1] = colour[2] = 0;
        for (int j = 0; j < fine; j++) {
          for (int i = 0; i < fine; i++) {
            double u = (x + (i + 0.5) / fine) / text;
            double v = (y + (j + 0.5) / fine) / HEIGHT;
            add(picture, line, u, v, colour);
          }
        }
        int at = y * width + x;
        chw[at] = colour[2] / unit - 1;
        chw[HEIGHT * width + at] = colour[1] / unit - 1;
        chw[2 * HEIGHT * width + at] = colour[0] / unit - 1;
      }
    }
    return new LineCrop(chw, width);
  }

  /** Adds the picture's colour at a place of the line, interpolated; edges go on outside. */
  private static void add(Pixels picture, Quad line, double u, double v, float[] colour) {
    double x = line.left() + line.alongX() * u + line.downX() * v - 0.5;
    double y = line.top() + line.alongY() * u + line.downY() * v - 0.5;
    x = Math.max(0, Math.min(picture.width() - 1.0, x));
    y = Math.max(0, Math.min(picture.height() - 1.0, y));
    int left = (int) x;
    int top = (int) y;
    int right = 3 * (Math.min(picture.width() - 1, left + 1) - left);
    int below = 3 * picture.width() * (Math.min(picture.height() - 1, top + 1) - top);
    float across = (float) (x - left);
    float down = (float) (y - top);
    byte[] rgb = picture.rgb();
    int at = 3 * (top * picture.width() + left);
    for (int c = 0; c < 3; c++, at++) {
      float above = mix(rgb[at], rgb[at + right], across);
      float under = mix(rgb[at + below], rgb[at + below + right], across);
      colour[c] += above + (under - above) * down;
    }
  }

  private static float mix(byte a, byte b, float part) {
    return (a & 0xFF) + ((b & 0xFF) - (a & 0xFF)) * part;
  }
}

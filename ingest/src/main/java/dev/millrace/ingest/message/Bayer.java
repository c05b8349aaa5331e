package dev.millrace.ingest.message;

/**
 * Colours of a sensor whose pixels each see one: bilinear, a colour that a pixel lacks is the mean
 * of its neighbours that have it.
 */
final class Bayer {

  private final String order;

  /**
   * A pattern.
   *
   * @param order the colours of the first two pixels of the first row, then of the second
   */
  Bayer(String order) {
    this.order = order;
  }

  private char colour(int x, int y) {
    return order.charAt((y & 1) * 2 + (x & 1));
  }

  void fill(RawPicture picture, int y, byte[] row) {
    for (int x = 0; x < picture.width(); x++) {
      row[3 * x] = (byte) mean(picture, x, y, 'r');
      row[3 * x + 1] = (byte) mean(picture, x, y, 'g');
      row[3 * x + 2] = (byte) mean(picture, x, y, 'b');
    }
  }

  /** The pixel itself where it has the colour, else the mean of the 3 × 3 around it that do. */
  private int mean(RawPicture picture, int x, int y, char colour) {
    if (colour(x, y) == colour) {
      return picture.u8(x, y);
    }
    int sum = 0;
    int count = 0;
    for (int v = Math.max(0, y - 1); v <= Math.min(picture.height() - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(picture.width() - 1, x + 1); u++) {
        if (colour(u, v) == colour) {
          sum += picture.u8(u, v);
          count++;
        }
      }
    }
    return count == 0 ? 0 : (sum + count / 2) / count;
  }
}

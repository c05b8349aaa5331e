package dev.millrace.inference.preprocess;

/**
 * Where a picture lies on the model's canvas: {@code canvas = picture × scale + offset}.
 *
 * @param pictureWidth width of the picture in pixels
 * @param pictureHeight height of the picture in pixels
 * @param scaleX canvas pixels a picture pixel, across
 * @param scaleY canvas pixels a picture pixel, down
 * @param offsetX left edge of the picture on the canvas
 * @param offsetY top edge of the picture on the canvas
 */
public record Geometry(
    int pictureWidth,
    int pictureHeight,
    double scaleX,
    double scaleY,
    double offsetX,
    double offsetY) {

  public Geometry {
    if (!(scaleX > 0) || !(scaleY > 0)) {
      throw new IllegalArgumentException("scales must be positive: " + scaleX + ", " + scaleY);
    }
  }

  /** From canvas to picture, across; not clipped to the picture. */
  public double pictureX(double canvasX) {
    return (canvasX - offsetX) / scaleX;
  }

  /** From canvas to picture, down; not clipped to the picture. */
  public double pictureY(double canvasY) {
    return (canvasY - offsetY) / scaleY;
  }

  /** From canvas to picture, across, at most its edge. */
  public double insideX(double canvasX) {
    return Math.max(0, Math.min(pictureWidth, pictureX(canvasX)));
  }

  /** From canvas to picture, down, at most its edge. */
  public double insideY(double canvasY) {
    return Math.max(0, Math.min(pictureHeight, pictureY(canvasY)));
  }
}

package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LetterboxTest {

  @Test
  void bilinearWithHalfPixelCentresGivesTheGoldenRow() {
    // 0 and 200 stretched to four: centres at −0.25, 0.25, 0.75, 1.25 of the source.
    Pixels two = new Pixels(2, 1, new byte[] {0, 0, 0, (byte) 200, (byte) 200, (byte) 200});
    float[] row = new Letterbox(input(4, 1, Fit.STRETCH, ChannelOrder.RGB)).place(two).chw();
    assertThat(row).startsWith(0f, 50f, 150f, 200f);
    // Four to two without anti-aliasing: the middle of each pair.
    Pixels four = new Pixels(4, 1, new byte[] {0, 0, 0, 10, 10, 10, 20, 20, 20, 90, 90, 90});
    float[] half = new Letterbox(input(2, 1, Fit.STRETCH, ChannelOrder.RGB)).place(four).chw();
    assertThat(half).startsWith(5f, 55f);
  }

  @Test
  void sameSizeKeepsEveryPixelInTheAskedOrder() {
    Pixels one = new Pixels(1, 1, new byte[] {10, 20, (byte) 200});
    assertThat(new Letterbox(input(1, 1, Fit.TOP_LEFT, ChannelOrder.RGB)).place(one).chw())
        .containsExactly(10f, 20f, 200f);
    assertThat(new Letterbox(input(1, 1, Fit.TOP_LEFT, ChannelOrder.BGR)).place(one).chw())
        .containsExactly(200f, 20f, 10f);
  }

  @Test
  void meanAndScaleAreInTheModelsOrderAndCoverTheBorder() {
    ImageInput input =
        new ImageInput(
            "x",
            2,
            1,
            Fit.TOP_LEFT,
            114,
            ChannelOrder.BGR,
            List.of(1f, 2f, 3f),
            List.of(1f, 10f, 100f));
    Pixels one = new Pixels(1, 1, new byte[] {10, 20, 30}); // red, green, blue
    assertThat(new Letterbox(input).place(one).chw())
        .containsExactly(29f, 113f, 180f, 1120f, 700f, 11100f);
  }

  @Test
  void topLeftAndCentredPicturesLieWhereTheirGeometrySays() {
    Pixels wide = new Pixels(4, 2, new byte[24]);
    Letterbox.Placed topLeft =
        new Letterbox(input(8, 8, Fit.TOP_LEFT, ChannelOrder.RGB)).place(wide);
    assertThat(topLeft.chw()[0]).isZero();
    assertThat(topLeft.chw()[8 * 4]).isEqualTo(114f);
    Letterbox.Placed middle =
        new Letterbox(input(8, 8, Fit.LETTERBOX, ChannelOrder.RGB)).place(wide);
    assertThat(middle.geometry().offsetY()).isEqualTo(2);
    assertThat(middle.chw()[8]).isEqualTo(114f);
    assertThat(middle.chw()[8 * 2]).isZero();
    assertThat(middle.geometry().pictureY(2)).isZero();
    assertThat(middle.geometry().pictureY(6)).isEqualTo(2);
  }

  @Test
  void openSizeFollowsThePictureInStrides() {
    Pixels picture = new Pixels(100, 50, new byte[15_000]);
    Letterbox.Placed placed =
        new Letterbox(input(0, 0, Fit.STRETCH, ChannelOrder.RGB)).place(picture);
    assertThat(placed.width()).isEqualTo(96);
    assertThat(placed.height()).isEqualTo(64);
  }

  @Property(tries = 200)
  void everyPointOfThePictureComesBackFromTheCanvas(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll Fit fit,
      @ForAll @DoubleRange(min = 0, max = 1) double u,
      @ForAll @DoubleRange(min = 0, max = 1) double v) {
    Pixels picture = new Pixels(width, height, new byte[3 * width * height]);
    Letterbox.Placed placed = new Letterbox(input(96, 64, fit, ChannelOrder.RGB)).place(picture);
    Geometry geometry = placed.geometry();
    double canvasX = u * width * geometry.scaleX() + geometry.offsetX();
    double canvasY = v * height * geometry.scaleY() + geometry.offsetY();
    assertThat(canvasX).isBetween(0.0, 96.0 + 1e-9);
    assertThat(canvasY).isBetween(0.0, 64.0 + 1e-9);
    assertThat(geometry.pictureX(canvasX)).isCloseTo(u * width, within(1e-6));
    assertThat(geometry.pictureY(canvasY)).isCloseTo(v * height, within(1e-6));
    assertThat(geometry.insideX(canvasX + 1e6)).isEqualTo(width);
    assertThat(geometry.insideY(-1e6)).isZero();
  }

  @Property(tries = 100)
  void valuesStayWithinThePicturesOwnRange(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 0, max = 100) int low,
      @ForAll @IntRange(min = 101, max = 255) int high) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % 2 == 0 ? low : high);
    }
    float[] chw =
        new Letterbox(input(23, 17, Fit.STRETCH, ChannelOrder.RGB))
            .place(new Pixels(width, height, rgb))
            .chw();
    for (float value : chw) {
      assertThat(value).isBetween(low - 1e-3f, high + 1e-3f);
    }
  }

  @Test
  void wrongNumberOfConstantsIsNamed() {
    ImageInput input =
        new ImageInput(
            "x", 2, 1, Fit.STRETCH, 0, ChannelOrder.RGB, List.of(1f), List.of(1f, 1f, 1f));
    assertThatThrownBy(() -> new Letterbox(input)).hasMessageContaining("3 means");
  }

  private static ImageInput input(int width, int height, Fit fit, ChannelOrder order) {
    return new ImageInput(
        "x", width, height, fit, 114, order, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
  }
}

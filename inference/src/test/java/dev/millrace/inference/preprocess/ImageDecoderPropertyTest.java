package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ImageDecoderPropertyTest {

  private static final ImageLimits LIMITS = new ImageLimits(1 << 16, 100_000, 2_000);

  private final ImageDecoder decoder = new ImageDecoder(LIMITS);
  private final byte[] jpeg =
      TestPictures.withOrientation(
          TestPictures.encode(TestPictures.quarters(32, 16), "jpeg"), 6, ByteOrder.BIG_ENDIAN);
  private final byte[] png = TestPictures.encode(TestPictures.quarters(32, 16), "png");

  @Property(tries = 500)
  void damagedPictureGivesAPictureWithinTheLimitsOrARejection(
      @ForAll @IntRange(min = 0, max = 1) int format,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 1 << 20) Integer> places,
      @ForAll @IntRange(min = 0, max = 255) int value) {
    byte[] bytes = (format == 0 ? jpeg : png).clone();
    for (int place : places) {
      bytes[place % bytes.length] = (byte) value;
    }
    Outcome<Pixels> outcome = decoder.decode(bytes);
    if (outcome instanceof Outcome.Prepared<Pixels> prepared) {
      Pixels pixels = prepared.value();
      assertThat((long) pixels.width() * pixels.height()).isLessThanOrEqualTo(LIMITS.maxPixels());
    } else {
      assertThat(((Outcome.Rejected<Pixels>) outcome).reason()).isNotBlank();
    }
  }
}

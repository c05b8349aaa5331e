package dev.millrace.inference.preprocess;

import static dev.millrace.inference.preprocess.TestPictures.colour;
import static dev.millrace.inference.preprocess.TestPictures.encode;
import static dev.millrace.inference.preprocess.TestPictures.quarters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.preprocess.Outcome.Cause;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  /** Corners as stored: R G above, B W below; as seen they follow from the Exif specification. */
  @ParameterizedTest
  @CsvSource({
    "1, R G B W", "2, G R W B", "3, W B G R", "4, B W R G",
    "5, R B G W", "6, B R W G", "7, W G B R", "8, G W R B"
  })
  void everyExifOrientationComesOutUpright(int orientation, String corners) {
    byte[] stored = encode(quarters(64, 32), "jpeg");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      Pixels upright = good(TestPictures.withOrientation(stored, orientation, order));
      assertThat(upright.width()).isEqualTo(orientation < 5 ? 64 : 32);
      assertThat(upright.height()).isEqualTo(orientation < 5 ? 32 : 64);
      assertThat(seen(upright)).isEqualTo(corners);
    }
  }

  @Test
  void oddExifMeansUpright() {
    byte[] stored = encode(quarters(64, 32), "jpeg");
    assertThat(seen(good(TestPictures.withOrientation(stored, 9, ByteOrder.BIG_ENDIAN))))
        .isEqualTo("R G B W");
    byte[] cut = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 99, 1};
    assertThat(seen(good(TestPictures.withSegment(stored, 0xE1, cut)))).isEqualTo("R G B W");
  }

  @Test
  void brokenColourProfileDoesNotMakePictureUnreadable() {
    byte[] profile = new byte[40];
    System.arraycopy("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1), 0, profile, 0, 14);
    byte[] jpeg = TestPictures.withSegment(encode(quarters(64, 32), "jpeg"), 0xE2, profile);
    assertThat(seen(good(jpeg))).isEqualTo("R G B W");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png"})
  void greyKeepsItsSamples(String format) {
    BufferedImage grey = new BufferedImage(32, 16, BufferedImage.TYPE_BYTE_GRAY);
    fill(grey, 0, 100);
    Color colour = colour(good(encode(grey, format)), 5, 5);
    assertThat(colour).isEqualTo(new Color(100, 100, 100));
  }

  @Test
  void sixteenBitGreyAndColourKeepTheirUpperBits() {
    BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    fill(grey, 0, 100 << 8 | 77);
    assertThat(colour(good(encode(grey, "png")), 3, 3)).isEqualTo(new Color(100, 100, 100));

    ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    ComponentColorModel model =
        new ComponentColorModel(srgb, false, false, 1, DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(8, 8);
    BufferedImage deep = new BufferedImage(model, raster, false, null);
    fill(deep, 0, 10 << 8);
    fill(deep, 1, 20 << 8);
    fill(deep, 2, 30 << 8);
    assertThat(colour(good(encode(deep, "png")), 3, 3)).isEqualTo(new Color(10, 20, 30));
  }

  @Test
  void paletteAndBitmapBecomeTheirColours() {
    BufferedImage palette = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_INDEXED);
    Graphics2D canvas = palette.createGraphics();
    canvas.setColor(Color.BLUE);
    canvas.fillRect(0, 0, 16, 16);
    canvas.dispose();
    assertThat(colour(good(encode(palette, "png")), 3, 3)).isEqualTo(Color.BLUE);

    BufferedImage bitmap = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_BINARY);
    bitmap.setRGB(3, 3, 0xFFFFFFFF);
    Pixels pixels = good(encode(bitmap, "png"));
    assertThat(colour(pixels, 3, 3)).isEqualTo(Color.WHITE);
    assertThat(colour(pixels, 4, 4)).isEqualTo(Color.BLACK);
  }

  @Test
  void transparentPartsLieOnWhite() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setComposite(AlphaComposite.Src);
    canvas.setColor(new Color(255, 0, 0, 128));
    canvas.fillRect(0, 0, 8, 16);
    canvas.dispose();
    Pixels pixels = good(encode(image, "png"));
    assertThat(colour(pixels, 2, 2)).isEqualTo(new Color(255, 127, 127));
    assertThat(colour(pixels, 12, 2)).isEqualTo(Color.WHITE);
  }

  @Test
  void printingInksBecomeRgb() throws Exception {
    // No Adobe segment: ink amounts as they are. Full yellow and magenta are red.
    assertThat(near(colour(good(inks(0, 255, 255, 0)), 4, 4), Color.RED)).isTrue();
    // Adobe stores them inverted.
    byte[] adobe = withAdobe(inks(255, 0, 0, 255), 0);
    assertThat(near(colour(good(adobe), 4, 4), Color.RED)).isTrue();
    // And in YCCK also as luminance and colour difference: red in ITU-T T.871.
    byte[] ycck = withAdobe(inks(76, 85, 255, 255), 2);
    assertThat(near(colour(good(ycck), 4, 4), Color.RED)).isTrue();
  }

  @Test
  void hugeHeaderIsRejectedBeforeMemoryIsTaken() {
    assertThat(rejected(TestPictures.pngClaiming(20_000, 10_000)).cause())
        .isEqualTo(Cause.TOO_LARGE);
    assertThat(rejected(TestPictures.pngClaiming(20_000, 10_000)).reason())
        .contains("20000 x 10000 = 200000000 pixels")
        .contains("50000000");
    assertThat(rejected(TestPictures.pngClaiming(Integer.MAX_VALUE, Integer.MAX_VALUE)).cause())
        .isEqualTo(Cause.TOO_LARGE);
    assertThat(rejected(TestPictures.pngClaiming(-1, 5)).cause()).isEqualTo(Cause.CORRUPT);
  }

  @Test
  void fileWithTooManyBytesIsRejected() {
    byte[] png = encode(quarters(64, 32), "png");
    ImageDecoder strict = new ImageDecoder(new ImageLimits(png.length - 1, 10_000, 100));
    assertThat(((Outcome.Rejected<Pixels>) strict.decode(png)).cause()).isEqualTo(Cause.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png"})
  void pictureCutAnywhereIsRejected(String format) {
    byte[] whole = encode(noise(), format);
    for (int length = whole.length - 1; length > 3; length -= 97) {
      assertThat(decoder.decode(Arrays.copyOf(whole, length)))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(Outcome.Rejected.class);
    }
  }

  @Test
  void jpegWithItsMiddleMissingIsRejected() {
    byte[] whole = encode(noise(), "jpeg");
    byte[] holed = Arrays.copyOf(whole, whole.length / 2);
    holed[holed.length - 2] = (byte) 0xFF;
    holed[holed.length - 1] = (byte) 0xD9;
    assertThat(rejected(holed).cause()).isEqualTo(Cause.CORRUPT);
  }

  @Test
  void otherBytesAreRejected() {
    assertThat(rejected(new byte[0]).cause()).isEqualTo(Cause.UNKNOWN_FORMAT);
    assertThat(rejected("GIF89a".getBytes(StandardCharsets.US_ASCII)).cause())
        .isEqualTo(Cause.UNKNOWN_FORMAT);
  }

  private Pixels good(byte[] bytes) {
    return assertPrepared(decoder.decode(bytes));
  }

  private static Pixels assertPrepared(Outcome<Pixels> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Prepared.class);
    return ((Outcome.Prepared<Pixels>) outcome).value();
  }

  private Outcome.Rejected<Pixels> rejected(byte[] bytes) {
    Outcome<Pixels> outcome = decoder.decode(bytes);
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return (Outcome.Rejected<Pixels>) outcome;
  }

  private static String seen(Pixels pixels) {
    StringBuilder corners = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      int x = (1 + i % 2 * 2) * pixels.width() / 4;
      int y = (1 + i / 2 * 2) * pixels.height() / 4;
      for (int c = 0; c < 4; c++) {
        if (near(colour(pixels, x, y), TestPictures.CORNERS[c])) {
          corners.append(i == 0 ? "" : " ").append("RGBW".charAt(c));
        }
      }
    }
    return corners.toString();
  }

  private static boolean near(Color a, Color b) {
    return Math.abs(a.getRed() - b.getRed()) < 12
        && Math.abs(a.getGreen() - b.getGreen()) < 12
        && Math.abs(a.getBlue() - b.getBlue()) < 12;
  }

  private static void fill(BufferedImage image, int band, int sample) {
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        raster.setSample(x, y, band, sample);
      }
    }
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(7);
    for (int i = 0; i < 64 * 48; i++) {
      image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
    }
    return image;
  }

  /** A JPEG with four components of one value each. */
  private static byte[] inks(int... samples) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
    for (int i = 0; i < 64; i++) {
      raster.setPixel(i % 8, i / 8, samples);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    writer.dispose();
    return out.toByteArray();
  }

  private static byte[] withAdobe(byte[] jpeg, int transform) {
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    return TestPictures.withSegment(jpeg, 0xEE, adobe);
  }
}

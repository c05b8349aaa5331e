package dev.millrace.inference.preprocess;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG and PNG bytes become upright RGB pixels. The header is read and checked against the limits
 * first. Grey, palette, 16-bit and printing-ink pictures come out as RGB; transparent parts lie on
 * white. A file that ends early is rejected, not half shown.
 *
 * <p>Thread-safe.
 */
public final class ImageDecoder {

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /** Decodes one picture. */
  public Outcome<Pixels> decode(byte[] bytes) {
    if (bytes.length > limits.maxBytes()) {
      return Outcome.rejected(
          Outcome.Cause.TOO_LARGE,
          "picture file has %d bytes, allowed are %d; compress it more"
              .formatted(bytes.length, limits.maxBytes()));
    }
    return ImageHeader.read(bytes).then(limits::check).then(header -> decode(bytes, header));
  }

  private static Outcome<Pixels> decode(byte[] bytes, ImageHeader header) {
    Outcome<Pixels> stored =
        header.format() == ImageHeader.Format.PNG
            ? PngChunks.complete(bytes).then(ImageDecoder::decodePng)
            : JpegSegments.read(bytes).then(ImageDecoder::decodeJpeg);
    return stored.then(pixels -> Outcome.prepared(header.orientation().apply(pixels)));
  }

  private static Outcome<Pixels> decodePng(byte[] bytes) {
    return read("png", bytes, reader -> RgbRaster.of(reader.read(0)));
  }

  private static Outcome<Pixels> decodeJpeg(JpegSegments jpeg) {
    byte[] bytes = jpeg.withoutMetadata();
    if (jpeg.components() == 4) {
      int transform = jpeg.adobeTransform();
      return read("jpeg", bytes, reader -> RgbRaster.ofInks(reader.readRaster(0, null), transform));
    }
    return read("jpeg", bytes, reader -> RgbRaster.of(reader.read(0)));
  }

  /** What to do with an opened reader. */
  private interface Decoding {
    Pixels decode(ImageReader reader) throws IOException;
  }

  private static Outcome<Pixels> read(String format, byte[] bytes, Decoding decoding) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    ImageReader reader = readers.next();
    AtomicReference<String> cut = new AtomicReference<>();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          // The decoder fills what is missing with grey and only warns.
          if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            cut.set(warning);
          }
        });
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      Pixels pixels = decoding.decode(reader);
      return cut.get() == null ? Outcome.prepared(pixels) : corrupt(format, cut.get());
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer bad bytes with runtime exceptions, too.
      return corrupt(format, String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static Outcome<Pixels> corrupt(String format, String what) {
    return Outcome.rejected(
        Outcome.Cause.CORRUPT,
        "%s can't be decoded: %s; send it again from the original".formatted(format, what));
  }
}

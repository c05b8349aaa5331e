package dev.millrace.inference.preprocess;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The marker segments of a JPEG file up to its first scan (ITU-T T.81, annex B).
 *
 * <p>Besides the header they give the file without its metadata: embedded colour profiles and
 * thumbnails are where decoders stumble, and none of them changes what the model is to see.
 */
final class JpegSegments {

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

  /** Content of a segment: {@code bytes[from, to)}, without marker and length. */
  private record Segment(int marker, int from, int to) {}

  private final byte[] bytes;
  private final List<Segment> segments;
  private final int scanFrom;

  private JpegSegments(byte[] bytes, List<Segment> segments, int scanFrom) {
    this.bytes = bytes;
    this.segments = segments;
    this.scanFrom = scanFrom;
  }

  static boolean startsLikeJpeg(byte[] bytes) {
    return bytes.length >= 3
        && (bytes[0] & 0xFF) == 0xFF
        && (bytes[1] & 0xFF) == SOI
        && (bytes[2] & 0xFF) == 0xFF;
  }

  /** Walks to the first scan and makes sure that the file has an end. */
  static Outcome<JpegSegments> read(byte[] bytes) {
    List<Segment> segments = new ArrayList<>();
    int at = 2;
    while (at < bytes.length - 3) {
      int marker = bytes[at + 1] & 0xFF;
      if ((bytes[at] & 0xFF) != 0xFF) {
        return corrupt("no marker at byte " + at);
      }
      if (marker == 0xFF) { // fill byte
        at++;
        continue;
      }
      if (marker == SOS) {
        return endsAfter(bytes, at)
            ? Outcome.prepared(new JpegSegments(bytes, segments, at))
            : corrupt("it is truncated: no end marker in %d bytes".formatted(bytes.length));
      }
      int length = u16(bytes, at + 2);
      if (length < 2 || at + 2 + length > bytes.length) {
        return corrupt("a segment of %d bytes at byte %d".formatted(length, at));
      }
      segments.add(new Segment(marker, at + 4, at + 2 + length));
      at += 2 + length;
    }
    return corrupt("it is truncated: no scan in %d bytes".formatted(bytes.length));
  }

  private static boolean endsAfter(byte[] bytes, int scan) {
    for (int i = bytes.length - 2; i > scan; i--) {
      if ((bytes[i] & 0xFF) == 0xFF && (bytes[i + 1] & 0xFF) == EOI) {
        return true;
      }
    }
    return false;
  }

  Outcome<ImageHeader> header() {
    for (Segment segment : segments) {
      if (isFrame(segment.marker) && segment.to - segment.from >= 6) {
        int height = u16(bytes, segment.from + 1);
        int width = u16(bytes, segment.from + 3);
        return width == 0 || height == 0
            ? corrupt("header claims %d x %d pixels".formatted(width, height))
            : Outcome.prepared(
                new ImageHeader(ImageHeader.Format.JPEG, width, height, orientation()));
      }
    }
    return corrupt("no frame header before the first scan");
  }

  /** SOF0 to SOF15, without the three markers among them that mean something else. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private ExifOrientation orientation() {
    for (Segment segment : segments) {
      if (segment.marker == APP1 && startsWith(segment, EXIF)) {
        return ExifOrientation.read(bytes, segment.from + EXIF.length, segment.to);
      }
    }
    return ExifOrientation.UPRIGHT;
  }

  /** Colour components: 1 grey, 3 colour, 4 printing inks. */
  int components() {
    for (Segment segment : segments) {
      if (isFrame(segment.marker) && segment.to - segment.from >= 6) {
        return bytes[segment.from + 5] & 0xFF;
      }
    }
    return 0;
  }

  /** How Adobe's segment says colours are stored: 0 as they are, 1 YCC, 2 YCCK; −1 without one. */
  int adobeTransform() {
    for (Segment segment : segments) {
      if (segment.marker == APP14
          && startsWith(segment, ADOBE)
          && segment.to - segment.from >= 12) {
        return bytes[segment.from + 11] & 0xFF;
      }
    }
    return -1;
  }

  /** The same file without metadata. */
  byte[] withoutMetadata() {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
    kept.write(bytes, 0, 2);
    for (Segment segment : segments) {
      boolean metadata =
          segment.marker == COM
              || (segment.marker > APP0 && segment.marker <= APP15 && segment.marker != APP14);
      if (!metadata) {
        kept.write(bytes, segment.from - 4, segment.to - segment.from + 4);
      }
    }
    kept.write(bytes, scanFrom, bytes.length - scanFrom);
    return kept.toByteArray();
  }

  private boolean startsWith(Segment segment, byte[] magic) {
    return segment.to - segment.from >= magic.length
        && Arrays.equals(bytes, segment.from, segment.from + magic.length, magic, 0, magic.length);
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private static <T> Outcome<T> corrupt(String what) {
    return Outcome.rejected(Outcome.Cause.CORRUPT, "JPEG can't be read: " + what);
  }
}

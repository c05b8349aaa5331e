package dev.millrace.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PictureContentTest {

  private final PictureContent pictures = new PictureContent(Limits.DEFAULT);

  @Test
  void everyCutOfAPictureIsRefused() {
    for (byte[] whole : List.of(Pictures.jpeg(), Pictures.png())) {
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        Rejection rejection = refused(cut);
        assertThat(rejection).as("%d of %d bytes", length, whole.length).isNotNull();
        assertThat(rejection.code()).isIn(Cause.TRUNCATED, Cause.BAD_PICTURE);
      }
    }
  }

  @Test
  void paddingBehindAPictureIsNoFault() throws Rejection {
    byte[] jpeg = Pictures.jpeg();

    assertThat(pictures.read(Arrays.copyOf(jpeg, jpeg.length + 16)).width())
        .isEqualTo(Pictures.WIDTH);
  }

  @Test
  void thumbnailsEndInACutJpegIsNotItsOwnEnd() {
    byte[] thumbnail = Pictures.jpeg();
    byte[] outer = Pictures.jpeg();
    byte[] withThumbnail = new byte[outer.length + thumbnail.length + 4];
    // SOI, an APP1 segment that holds the thumbnail, then the rest of the picture.
    System.arraycopy(outer, 0, withThumbnail, 0, 2);
    withThumbnail[2] = (byte) 0xFF;
    withThumbnail[3] = (byte) 0xE1;
    withThumbnail[4] = (byte) ((thumbnail.length + 2) >> 8);
    withThumbnail[5] = (byte) (thumbnail.length + 2);
    System.arraycopy(thumbnail, 0, withThumbnail, 6, thumbnail.length);
    System.arraycopy(outer, 2, withThumbnail, 6 + thumbnail.length, outer.length - 2);

    assertThat(refused(withThumbnail)).isNull();
    assertThat(refused(Arrays.copyOf(withThumbnail, withThumbnail.length - 20)).code())
        .isEqualTo(Cause.TRUNCATED);
  }

  @Test
  void everyPictureOfTheRealSetIsWhole() throws IOException {
    Path set = Path.of(System.getProperty("millrace.testData", "absent"), "images-coco128");
    Assumptions.assumeTrue(Files.isDirectory(set), "no picture set at " + set);
    try (Stream<Path> files = Files.walk(set)) {
      List<Path> jpegs = files.filter(file -> file.toString().endsWith(".jpg")).toList();
      assertThat(jpegs).isNotEmpty();
      for (Path jpeg : jpegs) {
        assertThat(refused(Files.readAllBytes(jpeg))).as(jpeg.toString()).isNull();
      }
    }
  }

  private Rejection refused(byte[] bytes) {
    return catchThrowableOfType(Rejection.class, () -> pictures.read(bytes));
  }
}

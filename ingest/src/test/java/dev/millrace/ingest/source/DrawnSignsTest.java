package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DrawnSignsTest {

  @Test
  void sameSeedAndIndexGiveTheSameBytes() {
    for (long index = 0; index < 5; index++) {
      assertThat(DrawnSigns.sign(7, index).jpeg()).isEqualTo(DrawnSigns.sign(7, index).jpeg());
      assertThat(DrawnSigns.sign(7, index).jpeg()).isNotEqualTo(DrawnSigns.sign(8, index).jpeg());
    }
  }

  @Test
  void signsVaryAndEachIsAJpegWithText() throws Exception {
    Set<String> first = new HashSet<>();
    for (long index = 0; index < 60; index++) {
      DrawnSigns.Sign sign = DrawnSigns.sign(1, index);
      assertThat(sign.texts()).isNotEmpty().noneMatch(String::isBlank);
      first.add(sign.texts().get(0));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(sign.jpeg()));
      assertThat(image.getWidth()).isEqualTo(DrawnSigns.WIDTH);
      assertThat(image.getHeight()).isEqualTo(DrawnSigns.HEIGHT);
    }
    assertThat(first).contains("STOP").hasSizeGreaterThan(15);
  }

  @Test
  void textLiesWithinItsPlate() {
    Graphics2D canvas = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR).createGraphics();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      SignPlate plate = SignPlate.any(random);
      canvas.setFont(new Font(Font.SANS_SERIF, Font.BOLD, plate.size()));
      for (String line : plate.lines()) {
        assertThat((double) canvas.getFontMetrics().stringWidth(line))
            .as(line)
            .isLessThan(plate.outline().getBounds2D().getWidth() - 20);
      }
    }
    canvas.dispose();
  }
}

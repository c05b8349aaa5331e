package dev.millrace.deploy.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DetectedBox;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoxPicturesTest {

  private static DetectedBox box(String label, float x1, float y1, float x2, float y2) {
    return new DetectedBox(label, 0.875f, x1, y1, x2, y2, null, null, null);
  }

  private static BufferedImage grey() {
    BufferedImage picture = new BufferedImage(400, 200, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 400; x++) {
        picture.setRGB(x, y, Color.GRAY.getRGB());
      }
    }
    return picture;
  }

  @Test
  void edgesAreColouredByLabelAndTheInsideStaysAsItWas() {
    BufferedImage drawn =
        BoxPictures.draw(
            grey(),
            List.of(box("car", 50, 60, 150, 160), box("person", 200, 60, 300, 160)),
            List.of());
    int car = drawn.getRGB(50, 110);
    int person = drawn.getRGB(200, 110);
    assertThat(car).isNotEqualTo(Color.GRAY.getRGB()).isNotEqualTo(person);
    assertThat(drawn.getRGB(150, 110)).isEqualTo(car);
    assertThat(drawn.getRGB(100, 160)).isEqualTo(car);
    assertThat(drawn.getRGB(100, 110)).isEqualTo(Color.GRAY.getRGB());
    assertThat(drawn.getRGB(390, 190)).isEqualTo(Color.GRAY.getRGB());
  }

  @Test
  void labelStandsAboveTheBoxOrInsideItWhereThereIsNoRoom() {
    BufferedImage above =
        BoxPictures.draw(grey(), List.of(box("car", 50, 60, 150, 160)), List.of());
    assertThat(above.getRGB(53, 52)).isNotEqualTo(Color.GRAY.getRGB());
    BufferedImage inside =
        BoxPictures.draw(grey(), List.of(box("car", 50, 2, 150, 160)), List.of());
    assertThat(inside.getRGB(54, 6)).isNotEqualTo(Color.GRAY.getRGB());
  }

  @Test
  void pictureItselfIsNotDrawnOn() {
    BufferedImage picture = grey();
    BufferedImage drawn =
        BoxPictures.draw(
            picture, List.of(box("car", 0, 0, 399, 199)), List.of("now", "pose vx 2.9"));
    assertThat(picture.getRGB(0, 0)).isEqualTo(Color.GRAY.getRGB());
    assertThat(drawn.getWidth()).isEqualTo(400);
    assertThat(drawn.getRGB(2, 2)).isNotEqualTo(Color.GRAY.getRGB());
  }
}

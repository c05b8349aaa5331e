package dev.millrace.deploy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.fit.Epoch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What a person reads off the picture of a fit. */
final class LossCurveTest {

  private static final double GROUND = 392;
  private static final double TOP = 92;

  @TempDir Path folder;

  private Document drawn(FitReport report) throws Exception {
    Path file = folder.resolve("loss.svg");
    new LossCurve(report, LossWords.of(LossSpec.SOFTMAX_CROSS_ENTROPY)).write(file);
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static List<String> texts(Document picture) {
    NodeList nodes = picture.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static List<double[]> points(Document picture, int line) {
    String points =
        picture
            .getElementsByTagName("polyline")
            .item(line)
            .getAttributes()
            .getNamedItem("points")
            .getNodeValue();
    List<double[]> read = new ArrayList<>();
    for (String point : points.split(" ", -1)) {
      String[] xy = point.split(",", -1);
      read.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
    }
    return read;
  }

  private static Epoch epoch(int number, double training, double validation) {
    return new Epoch(number, training, validation, Map.of());
  }

  @Test
  void keptEpochBothCurvesAndTheUnitAreTold() throws Exception {
    Document picture =
        drawn(
            new FitReport(
                "a <b> & c",
                4437,
                1137,
                List.of(epoch(0, Double.NaN, 0.69), epoch(1, 0.08, 0.0435), epoch(2, 0.01, 0.05)),
                "hash"));
    assertThat(texts(picture))
        .contains(
            "a <b> & c: loss by epoch",
            "4,437 examples learned, 1,137 held out",
            "kept: epoch 1, validation loss 0.04350",
            "softmax cross-entropy, nats an example, log scale",
            "epoch (0: untrained)",
            "0.01",
            "0.1",
            "1");
    assertThat(points(picture, 0)).as("epoch 0 has no training loss").hasSize(2);
    assertThat(points(picture, 1)).hasSize(3);
    for (int line = 0; line < 2; line++) {
      assertThat(points(picture, line)).allMatch(at -> at[1] >= TOP && at[1] <= GROUND);
    }
    assertThat(points(picture, 0).get(1)[1])
        .as("0.01 is the lowest tick")
        .isEqualTo(GROUND, within(0.1));
  }

  @Test
  void lossesOfOneSizeStartAtZero() throws Exception {
    Document picture =
        drawn(
            new FitReport(
                "task", 8, 0, List.of(epoch(1, 2, Double.NaN), epoch(2, 1, Double.NaN)), "hash"));
    assertThat(texts(picture))
        .contains("kept: epoch 2", "0", "0.5", "2", "softmax cross-entropy, nats an example");
    assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    assertThat(points(picture, 0).get(0)[1]).isEqualTo(TOP, within(0.1));
    assertThat(points(picture, 0).get(1)[1]).isEqualTo((TOP + GROUND) / 2, within(0.1));
  }

  @Test
  void scaleHoldsWhateverLossesThereAre() {
    for (double[] losses :
        new double[][] {{0}, {-3, 4}, {-0.2, -0.1}, {1e-12, 5e7}, {3, 3}, {0.9, 11}, {1e-9}}) {
      LossScale scale = LossScale.of(losses);
      assertThat(scale.ticks()).hasSizeBetween(2, 13).isSorted();
      for (double loss : losses) {
        assertThat(scale.part(loss)).isBetween(-1e-9, 1 + 1e-9);
      }
    }
    assertThat(LossScale.text(3 * 0.1)).isEqualTo("0.3");
    assertThat(LossScale.text(1e-9)).isEqualTo("1E-9");
  }
}

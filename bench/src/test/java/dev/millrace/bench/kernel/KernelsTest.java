package dev.millrace.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.loss.Losses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The kernels are found by JMH, and what they compare computes the same. */
class KernelsTest {

  @Test
  void everyKernelIsInTheBenchmarkList() throws IOException {
    try (InputStream list = getClass().getResourceAsStream("/META-INF/BenchmarkList")) {
      assertThat(list).isNotNull();
      String names = new String(list.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(names)
          .contains("RecordKernel", "PredictionKernel", "HeadKernel", "GradientKernel")
          .contains("TokenKernel", "DetectionKernel", "PrivateKernel");
    }
  }

  @Test
  void plainLoopAndOnnxRuntimeGiveTheSameGradient() {
    try (GradientGraph graph =
        GradientGraph.compile(SmallHead.graph(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), 1)) {
      assertThat(graph.layout().slots().get(0).name()).endsWith("bias");
      float[] theta = SmallHead.random(graph.layout().size(), 1);
      float[] features = SmallHead.random(SmallHead.WIDTH, 2);
      float[] expected = new float[theta.length];
      float[] plain = new float[theta.length];
      graph.gradient(
          theta, new Batch(List.of(new Batch.Row(List.of(features), new double[] {2}))), expected);
      PlainSoftmax.addGradient(theta, features, 2, 1, plain);
      assertThat(plain).containsExactly(expected, Offset.offset(1e-5f));
    }
  }

  @Test
  void detectorOutputOfTheKernelHasBoxes() {
    assertThat(new DetectionKernel().decode().getBoxes()).hasSizeGreaterThan(10);
  }
}

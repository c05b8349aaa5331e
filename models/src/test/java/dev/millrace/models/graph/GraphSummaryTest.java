package dev.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.RealFiles;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphSummaryTest {

  @Test
  void cnnIsSummarised() {
    GraphSummary summary =
        GraphSummary.of(RealFiles.graph("onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx"));

    assertThat(summary.producer()).isEqualTo("pytorch");
    assertThat(summary.opsets()).containsExactly(Map.entry("", 9L));
    assertThat(summary.operators())
        .isEqualTo(
            Map.of(
                "Constant",
                1,
                "Conv",
                2,
                "Gemm",
                2,
                "LogSoftmax",
                1,
                "MaxPool",
                2,
                "Relu",
                4,
                "Reshape",
                1));
    // 10·25 + 10, 20·10·25 + 20, 320·50 + 50, 50·10 + 10
    assertThat(summary.parameters()).isEqualTo(260 + 5_020 + 16_050 + 510);
    assertThat(summary.inputs()).containsExactly(TensorSpec.float32("input_image", -1, 1, 28, 28));
  }

  @Test
  void operatorsOutsideTheStandardDomainCarryIt() {
    GraphSummary summary =
        GraphSummary.of(RealFiles.graph("onnx-compat/xgboost-digits/xgboost.onnx"));

    assertThat(summary.operators()).containsKey("ai.onnx.ml:TreeEnsembleClassifier");
    assertThat(summary.inputs()).hasToString("[float_input float32 [1, 64]]");
  }
}

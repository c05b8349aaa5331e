package dev.millrace.trainer.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The models of many exporters: which operators have a gradient rule and how deep a cut can lie.
 * {@code real-exports.txt} is the report; a rule that is added makes it better, and the test writes
 * what it found to {@code target/real-exports}.
 */
final class ExportReportTest {

  /** Sizes are for dimensions that a file leaves open. */
  @ParameterizedTest
  @CsvSource({
    "onnx-compat/cntk-mnist/mnist.onnx, 1",
    "onnx-compat/keras-lstm-cmapss/lstm_model.onnx, 30",
    "onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx, 28",
    "onnx-compat/pytorch-dummy-transformer/dummy_transformer.onnx, 8",
    "onnx-compat/pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx, 576",
    "onnx-compat/pytorch-tinybert/tinybert.onnx, 8",
    "onnx-compat/sklearn-lr-mnist/lr_mnist.onnx, 784",
    "onnx-compat/tf2onnx-mnist-softmax/mnist_softmax.onnx, 784",
    "onnx-compat/tribuo-iris-lr/iris-lr-model.onnx, 4",
    "onnx-compat/xgboost-digits/xgboost.onnx, 64",
    "onnx-compat/edge-custom-ops/pytorch_superresolution_with_pre_post_processing_op18.onnx, 8",
    "onnx-detect-face-rfb/version-RFB-320.onnx, 1",
    "onnx-detect-face-rfb/version-slim-320.onnx, 1",
    "onnx-detect-fastestdet/FastestDet.onnx, 1",
    "onnx-detect-nanodet-416/object_detection_nanodet_2022nov.onnx, 1",
    "onnx-detect-nanodet-416/object_detection_nanodet_2022nov_int8.onnx, 1",
    "onnx-detect-yolox-nano/yolox_nano.onnx, 1"
  })
  void operatorsAndDeepestCutAreAsReported(String file, long openSize) throws IOException {
    String name = file.substring(file.indexOf('/') + 1);
    List<String> report = new ArrayList<>(List.of(name));
    try {
      OnnxGraph model = RealFiles.graph(file);
      report.addAll(TrainabilityReport.of(model, openSize));
    } catch (ModelRejected e) {
      report.add("  not read: " + e.getMessage().lines().findFirst().orElse(""));
    }
    String found = String.join("\n", report);
    Path folder = Files.createDirectories(Path.of("target", "real-exports"));
    Files.writeString(folder.resolve(name.replace('/', '_') + ".txt"), found + "\n");
    assertThat(found).isEqualTo(expected(name));
  }

  private static String expected(String name) throws IOException {
    try (InputStream in = ExportReportTest.class.getResourceAsStream("real-exports.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String section : all.split("\n\n", -1)) {
        if (section.startsWith(name + "\n")) {
          return section.strip();
        }
      }
    }
    return "no section '" + name + "' in real-exports.txt";
  }
}

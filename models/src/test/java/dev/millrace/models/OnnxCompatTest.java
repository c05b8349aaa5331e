package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of many exporters: those that must load do, the others are refused with what to do. */
class OnnxCompatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pytorch-tinybert/tinybert.onnx | input_ids, attention_mask, token_type_ids
          pytorch-dummy-transformer/dummy_transformer.onnx | input_ids, attention_mask, \
          token_type_ids
          pytorch-cnn-mnist/cnn_mnist.onnx | input_image
          sklearn-lr-mnist/lr_mnist.onnx | float_input
          tribuo-iris-lr/iris-lr-model.onnx | input
          keras-lstm-cmapss/lstm_model.onnx | input_layer
          pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx | input, state, sr
          xgboost-digits/xgboost.onnx | float_input
          cntk-mnist/mnist.onnx | Input3
          edge-types/add_double.onnx | input1, input2
          edge-types/add_float.onnx | input1, input2
          edge-types/add_float16.onnx | input1, input2
          edge-types/add_int64.onnx | input1, input2
          edge-types/cast_bfloat16_float.onnx | input1
          edge-types/badnames.onnx | first_input, second/input:0, third_input
          """)
  void fileLoadsWithItsRealInputsAndSurvivesARoundTrip(String file, String inputs) {
    OnnxGraph graph = RealFiles.graph("onnx-compat/" + file);
    OnnxGraph again = OnnxGraph.read(graph.toBytes(), ModelLimits.DEFAULT);

    assertThat(graph.inputs())
        .extracting(TensorSpec::name)
        .containsExactlyInAnyOrder(inputs.split(", "));
    assertThat(again.proto()).isEqualTo(graph.proto());
    assertThat(GraphSummary.of(graph).operators()).isNotEmpty();
    try (OrtModel model = OrtModel.load(again, SessionSettings.DEFAULT)) {
      assertThat(model.inputs())
          .extracting(TensorSpec::name)
          .containsExactlyElementsOf(graph.inputs().stream().map(TensorSpec::name).toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tf2onnx-mnist-softmax/mnist_softmax.onnx | Add
          edge-custom-ops/pytorch_superresolution_with_pre_post_processing_op18.onnx | extensions
          edge-external-data/add_with_external_data.onnx | external_data.bin
          """)
  void fileThatCannotRunIsRefusedWithTheReasonAndTheRemedy(String file, String reason) {
    byte[] bytes = RealFiles.bytes("onnx-compat/" + file);

    assertThatThrownBy(
            () ->
                OrtModel.load(OnnxGraph.read(bytes, ModelLimits.DEFAULT), SessionSettings.DEFAULT)
                    .close())
        .isInstanceOfSatisfying(
            ModelRejected.class,
            refused -> {
              assertThat(refused).hasMessageContaining(reason);
              assertThat(refused.remedy()).containsAnyOf("export", "save");
            });
  }

  @Test
  void mapOutputIsRefusedByNameWhenItIsReadAndTheLabelIsNot() {
    OnnxGraph graph = RealFiles.graph("onnx-compat/sklearn-lr-mnist/lr_mnist.onnx");
    Map<String, Tensor> zeros = Map.of("float_input", Tensor.floats(new float[784], 1, 784));

    try (OrtModel model = OrtModel.load(graph, SessionSettings.DEFAULT)) {
      assertThat(model.run(zeros, List.of("output_label")).get("output_label").size()).isOne();
      assertThatThrownBy(() -> model.run(zeros, List.of("output_probability")))
          .hasMessageContaining("output_probability")
          .hasMessageContaining("not a tensor");
    }
  }

  @Test
  void statefulModelFeedsItsStateBack() {
    OnnxGraph graph =
        RealFiles.graph("onnx-compat/pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx");
    Tensor rate = Tensor.longs(new long[] {16_000});
    Tensor silence = Tensor.floats(new float[576], 1, 576);

    try (OrtModel model = OrtModel.load(graph, SessionSettings.DEFAULT)) {
      Tensor state = Tensor.floats(new float[2 * 128], 2, 1, 128);
      for (int i = 0; i < 2; i++) {
        Map<String, Tensor> out =
            model.run(
                Map.of("input", silence, "state", state, "sr", rate), List.of("output", "stateN"));
        assertThat(out.get("output").floats()[0]).isBetween(0f, 0.5f);
        assertThat(out.get("stateN")).isNotEqualTo(state);
        state = out.get("stateN");
      }
    }
  }
}

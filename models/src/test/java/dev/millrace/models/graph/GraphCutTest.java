package dev.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.RealFiles;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.SessionSettings.Rewriting;
import dev.millrace.models.runtime.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphCutTest {

  private static final String CNN = "onnx-compat/pytorch-cnn-mnist/cnn_mnist.onnx";
  private static final String BERT = "onnx-compat/pytorch-tinybert/tinybert.onnx";

  @ParameterizedTest
  @ValueSource(strings = {"fc2.*", "fc*", "conv2.weight", "*"})
  void backboneThenHeadIsTheWholeCnnBitForBit(String trainable) {
    OnnxGraph whole = RealFiles.graph(CNN);

    assertSplitIsWhole(whole, GraphCut.cut(whole, trainable), pictures(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pooler.*",
        "encoder.layer.0.output.LayerNorm.*",
        "encoder.layer.0.attention*",
        "embeddings.LayerNorm.bias",
        "*"
      })
  void backboneThenHeadIsTheWholeTransformerBitForBit(String trainable) {
    OnnxGraph whole = RealFiles.graph(BERT);

    assertSplitIsWhole(whole, GraphCut.cut(whole, trainable), tokens(2, 7));
  }

  /**
   * Captured values of If nodes, recurrent operators, weights among the inputs, other exporters.
   */
  @ParameterizedTest
  @CsvSource({
    "pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx, model.decoder.*",
    "pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx, model.encoder.2*",
    "pytorch-lstm-silero-vad/silero_vad_16k_op15.onnx, *",
    "keras-lstm-cmapss/lstm_model.onnx, W0__69",
    "keras-lstm-cmapss/lstm_model.onnx, *",
    "pytorch-dummy-transformer/dummy_transformer.onnx, 225",
    "pytorch-dummy-transformer/dummy_transformer.onnx, *",
    "cntk-mnist/mnist.onnx, Parameter194",
    "cntk-mnist/mnist.onnx, *",
    "tribuo-iris-lr/iris-lr-model.onnx, *"
  })
  void modelsOfManyExportersSplitBitForBit(String file, String trainable) {
    OnnxGraph whole = RealFiles.graph("onnx-compat/" + file);

    assertSplitIsWhole(
        whole,
        GraphCut.cut(whole, trainable),
        numbers(whole),
        new SessionSettings(1, Rewriting.NONE),
        0);
  }

  @Test
  void lastLayerOfACnnIsCutAtItsInput() {
    Cut cut = GraphCut.cut(RealFiles.graph(CNN), "fc2.*");

    assertThat(cut.features()).extracting(TensorSpec::name).containsExactly("18");
    assertThat(cut.parameters())
        .extracting(TensorProto::getName)
        .containsExactly("fc2.bias", "fc2.weight");
    assertThat(cut.head().nodes()).hasSize(3); // Gemm, Relu, LogSoftmax
    assertThat(cut.backbone().initializers()).doesNotContainKey("fc2.weight");
  }

  @Test
  void recurrentLayersAreCutWhereTheBatchComesFirst() {
    OnnxGraph whole = RealFiles.graph("onnx-compat/keras-lstm-cmapss/lstm_model.onnx");
    assertThat(GraphCut.cut(whole, "?0__*").features().toString())
        .isEqualTo("[input_layer_cut float32 [n, 30, 17]]");
    // Of the second layer only: the first one's states, turned back to rows before steps.
    assertThat(GraphCut.cut(whole, "R0__70").features())
        .extracting(TensorSpec::name)
        .containsExactly("StatefulPartitionedCall/sequential_1/lstm_1/transpose_1:0");
  }

  @Test
  void settingsAreNoParametersUnlessNamedInFull() {
    OnnxGraph whole = RealFiles.graph("onnx-detect-face-rfb/version-RFB-320.onnx");
    assertThat(GraphCut.cut(whole, "base_net.12*").parameters())
        .extracting(TensorProto::getName)
        .contains("base_net.12.1.weight", "base_net.12.1.bias")
        .doesNotContain("base_net.12.1.running_mean", "base_net.12.1.running_var");
    assertThat(GraphCut.cut(whole, "base_net.12.1.running_var").parameters()).hasSize(1);
  }

  @Test
  void tiedInitializersGetTheirOwnCopies() {
    OnnxGraph tied =
        GraphBuilder.named("tied")
            .input(TensorSpec.float32("x", -1, 2))
            .output(TensorSpec.float32("y", -1, 2))
            .initializer("a", new float[] {1, 2}, 2)
            .node("Identity", List.of("a"), List.of("b"))
            .node("Mul", List.of("x", "a"), List.of("scaled"))
            .node("Add", List.of("scaled", "b"), List.of("y"))
            .build();

    Cut cut = GraphCut.cut(tied, "b");

    assertThat(cut.features()).extracting(TensorSpec::name).containsExactly("scaled");
    assertSplitIsWhole(tied, cut, Map.of("x", Tensor.floats(new float[] {3, 4}, 1, 2)));
  }

  @Test
  void globWithoutMatchNamesTheParametersThereAre() {
    OnnxGraph cnn = RealFiles.graph(CNN);

    assertThatThrownBy(() -> GraphCut.cut(cnn, "classifier.*"))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("classifier.*")
        .hasMessageContaining("fc2.weight");
  }

  /** Bit for bit without rewriting; with it ONNX Runtime fuses more where weights are constant. */
  private static void assertSplitIsWhole(OnnxGraph whole, Cut cut, Map<String, Tensor> inputs) {
    assertSplitIsWhole(whole, cut, inputs, new SessionSettings(1, Rewriting.NONE), 0);
    assertSplitIsWhole(whole, cut, inputs, SessionSettings.DEFAULT, 2e-6f);
  }

  private static void assertSplitIsWhole(
      OnnxGraph whole,
      Cut cut,
      Map<String, Tensor> inputs,
      SessionSettings settings,
      float tolerance) {
    List<String> outputs = cut.head().outputs().stream().map(TensorSpec::name).toList();
    List<String> features = cut.features().stream().map(TensorSpec::name).toList();
    OnnxGraph again = GraphJoin.join(cut.backbone(), cut.head(), cut.parameters(), Map.of());
    try (OrtModel one = OrtModel.load(whole, settings);
        OrtModel backbone = OrtModel.load(cut.backbone(), settings);
        OrtModel head = OrtModel.load(cut.head(), settings);
        OrtModel joined = OrtModel.load(again, settings)) {
      Map<String, Tensor> expected = one.run(inputs, outputs);
      Map<String, Tensor> between = new HashMap<>(backbone.run(inputs, features));
      for (TensorProto parameter : cut.parameters()) {
        between.put(
            parameter.getName(),
            Tensor.floats(Constants.floats(parameter), Constants.dims(parameter)));
      }
      assertClose(head.run(between, outputs), expected, tolerance);
      assertClose(joined.run(inputs, outputs), expected, tolerance);
    }
  }

  private static void assertClose(
      Map<String, Tensor> got, Map<String, Tensor> expected, float tolerance) {
    assertThat(got.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertThat(got.get(name).shape()).isEqualTo(tensor.shape());
          if (tolerance == 0) {
            assertThat(got.get(name)).isEqualTo(tensor);
          } else {
            assertThat(got.get(name).floats()).containsExactly(tensor.floats(), within(tolerance));
          }
        });
  }

  /** Two rows, 576 samples or 6 tokens, small positive numbers; a scalar is a sampling rate. */
  private static Map<String, Tensor> numbers(OnnxGraph graph) {
    Random random = new Random(7);
    Map<String, Tensor> inputs = new HashMap<>();
    for (TensorSpec spec : graph.inputs()) {
      boolean floats = spec.type() == ElementType.FLOAT32;
      long[] dims = spec.shape();
      for (int i = 0; i < dims.length; i++) {
        dims[i] = dims[i] >= 0 ? dims[i] : i == 1 && spec.name().equals("input") ? 576 : 2;
      }
      int size = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
      float[] values = new float[size];
      long[] ids = new long[size];
      for (int i = 0; i < size; i++) {
        values[i] = random.nextFloat();
        ids[i] = dims.length == 0 ? 16_000 : 1;
      }
      inputs.put(spec.name(), floats ? Tensor.floats(values, dims) : Tensor.longs(ids, dims));
    }
    return inputs;
  }

  private static Map<String, Tensor> pictures(int n) {
    Random random = new Random(7);
    float[] pixels = new float[n * 28 * 28];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return Map.of("input_image", Tensor.floats(pixels, n, 1, 28, 28));
  }

  private static Map<String, Tensor> tokens(int n, int length) {
    Random random = new Random(7);
    long[] ids = random.longs((long) n * length, 5, 1600).toArray();
    long[] mask = new long[n * length];
    Arrays.fill(mask, 1);
    mask[n * length - 1] = 0;
    return Map.of(
        "input_ids", Tensor.longs(ids, n, length),
        "attention_mask", Tensor.longs(mask, n, length),
        "token_type_ids", Tensor.longs(new long[n * length], n, length));
  }
}

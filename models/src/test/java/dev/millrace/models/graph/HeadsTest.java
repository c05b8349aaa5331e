package dev.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {

  private static final TensorSpec FEATURE = TensorSpec.float32("embedding", -1, 2);
  private static final Tensor ROW = Tensor.floats(new float[] {1, -2}, 1, 2);

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 17, 21})
  void linearSoftmaxHeadIsItsClosedFormInEveryOperatorSet(int opset) {
    HeadGraph graph = Heads.attach(new HeadSpec(Kind.SOFTMAX, 0, 2), FEATURE, opset);
    // Sorted by name: head.bias [2], head.weight [2, 2].
    Map<String, Tensor> out = run(graph, Map.of("embedding", ROW), 0.5f, 0, 1, 2, 3, 4);

    assertThat(out.get(Heads.LOGITS).floats()).containsExactly(1 - 6 + 0.5f, 2 - 8);
    double e = Math.exp(-6 + 4.5);
    assertThat(out.get(Heads.PROBABILITIES).floats()[0])
        .isCloseTo((float) (1 / (1 + e)), within(1e-6f));
    assertThat(out.get(Heads.PROBABILITIES).floats()[1])
        .isCloseTo((float) (e / (1 + e)), within(1e-6f));
  }

  @Test
  void hiddenLayerIsRectified() {
    HeadGraph graph = Heads.attach(new HeadSpec(Kind.SOFTMAX, 2, 1), FEATURE, 17);

    assertThat(graph.parameters())
        .extracting(TensorSpec::name)
        .containsExactly("head.bias", "head.hidden.bias", "head.hidden.weight", "head.weight");
    // hidden = relu([1, -2] · [[1, 0], [0, 1]] + [0, 1]) = [1, 0]; logit = 10 · 1 + 3
    Map<String, Tensor> out = run(graph, Map.of("embedding", ROW), 3, 0, 1, 1, 0, 0, 1, 10, 20);
    assertThat(out.get(Heads.LOGITS).floats()).containsExactly(13);
  }

  @Test
  void regressionHeadAnswersInTheUnitsOfEachRow() {
    HeadGraph graph = Heads.attach(new HeadSpec(Kind.REGRESSION, 0, 1), FEATURE, 17);
    Map<String, Tensor> inputs =
        Map.of(
            "embedding",
            Tensor.floats(new float[] {1, -2, 1, -2}, 2, 2),
            Heads.OFFSET,
            Tensor.floats(new float[] {100, 200}, 2, 1),
            Heads.FACTOR,
            Tensor.floats(new float[] {10, 20}, 2, 1));

    assertThat(graph.scaled()).isTrue();
    // standard = 1 · 3 − 2 · 1 + 0.5 = 1.5
    assertThat(run(graph, inputs, 0.5f, 3, 1).get(Heads.VALUES).floats()).containsExactly(115, 230);
  }

  /**
   * Not bit for bit: one row takes another kernel of ONNX Runtime than many do. 1e-5: 384 float
   * products of size 0.1, added in another order.
   */
  @ParameterizedTest
  @CsvSource({"384, 0, 2", "384, 0, 4", "384, 0, 77", "160, 32, 1", "5, 0, 2"})
  void headScoresARowAlikeWhateverItsBatchMates(int width, int hidden, int outputs) {
    TensorSpec feature = TensorSpec.float32("x", -1, width);
    HeadGraph graph = Heads.attach(new HeadSpec(Kind.SOFTMAX, hidden, outputs), feature, 17);
    ParameterPatch patch =
        VersionZero.seeded(ParameterLayout.of(graph.parameters()), 1, "batch mates");
    float[] values = new float[33 * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    Tensor batch = Tensor.floats(values, 33, width);

    try (Head head = Head.load(graph, SessionSettings.DEFAULT)) {
      Tensor all = head.run(Map.of("x", batch), patch, List.of("logits")).get("logits");
      for (int i = 0; i < 33; i++) {
        Map<String, Tensor> one = Map.of("x", batch.rows(i, i + 1));
        assertThat(head.run(one, patch, List.of("logits")).get("logits").floats())
            .containsExactly(all.rows(i, i + 1).floats(), within(1e-5f));
      }
    }
  }

  @Test
  void sequenceOutputCarriesNoHead() {
    TensorSpec sequence = TensorSpec.float32("last_hidden_state", -1, -1, 384);

    assertThatThrownBy(() -> Heads.attach(new HeadSpec(Kind.SOFTMAX, 0, 2), sequence, 17))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("last_hidden_state float32 [n, ?, 384]")
        .hasMessageContaining("pool");
  }

  @Test
  void versionZeroIsTheSameEverywhere() {
    HeadGraph graph = Heads.attach(new HeadSpec(Kind.SOFTMAX, 0, 2), FEATURE, 17);
    ParameterPatch zero = VersionZero.seeded(ParameterLayout.of(graph.parameters()), 42, "digest");

    // Fixed at its first release: another value means that old logs no longer replay.
    assertThat(zero.hash())
        .isEqualTo("97e4f363f4704453b64e2da1033421d79b557c7201c2a0d199d9a2277898aae0");
    assertThat(zero.values(zero.layout().slots().get(0))).containsOnly(0);
    float bound = (float) Math.sqrt(6.0 / 4);
    for (float weight : zero.values(zero.layout().slots().get(1))) {
      assertThat(weight).isBetween(-bound, bound).isNotZero();
    }
    assertThat(VersionZero.seeded(zero.layout(), 43, "digest")).isNotEqualTo(zero);
    assertThat(VersionZero.seeded(zero.layout(), 42, "other")).isNotEqualTo(zero);
  }

  private static Map<String, Tensor> run(
      HeadGraph graph, Map<String, Tensor> inputs, float... theta) {
    try (Head head = Head.load(graph, SessionSettings.DEFAULT)) {
      List<String> outputs = graph.graph().outputs().stream().map(TensorSpec::name).toList();
      return head.run(inputs, new ParameterPatch(head.layout(), theta), outputs);
    }
  }
}

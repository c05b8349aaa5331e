package dev.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutHeadsTest {

  /** However a classifier ends and whatever it calls its output, the head gives the same two. */
  @ParameterizedTest
  @CsvSource({
    "Softmax, probabilities",
    "Softmax, y",
    "LogSoftmax, y",
    "Identity, y",
    "Identity, logits"
  })
  void classifierGivesLogitsAndProbabilities(String last, String output) {
    HeadGraph head = head(classifier(last, output), output, Kind.SOFTMAX);

    Map<String, Tensor> out = run(head, List.of(Heads.LOGITS, Heads.PROBABILITIES));

    // scores = [1, 2] · [[1, 0], [0, 1]] = [1, 2]
    assertThat(out.get(Heads.LOGITS).floats()).containsExactly(1, 2);
    float first = (float) (1 / (1 + Math.E));
    assertThat(out.get(Heads.PROBABILITIES).floats())
        .containsExactly(new float[] {first, 1 - first}, within(1e-6f));
  }

  @Test
  void regressorGivesValuesInItsOwnUnit() {
    HeadGraph head = head(classifier("Identity", "y"), "y", Kind.REGRESSION);

    assertThat(head.scaled()).isFalse();
    assertThat(run(head, List.of(Heads.VALUES)).get(Heads.VALUES).floats()).containsExactly(1, 2);
  }

  @Test
  void nameThatMeansSomethingElseIsRefused() {
    OnnxGraph logits = classifier("LogSoftmax", Heads.LOGITS);

    assertThatThrownBy(() -> head(logits, Heads.LOGITS, Kind.SOFTMAX))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("'logits'")
        .hasMessageContaining("rename");
  }

  private static OnnxGraph classifier(String last, String output) {
    return GraphBuilder.named("classifier")
        .input(TensorSpec.float32("x", -1, 2))
        .output(TensorSpec.float32(output, -1, 2))
        .initializer("w", new float[] {1, 0, 0, 1}, 2, 2)
        .node("Relu", List.of("x"), List.of("h"))
        .node("MatMul", List.of("h", "w"), List.of("scores"))
        .node(last, List.of("scores"), List.of(output))
        .build();
  }

  private static HeadGraph head(OnnxGraph model, String output, Kind kind) {
    Cut cut = GraphCut.cut(model, "w");
    return CutHeads.of(cut, cut.features(), output, kind);
  }

  private static Map<String, Tensor> run(HeadGraph graph, List<String> outputs) {
    try (Head head = Head.load(graph, SessionSettings.DEFAULT)) {
      ParameterPatch identity = new ParameterPatch(head.layout(), new float[] {1, 0, 0, 1});
      return head.run(Map.of("h", Tensor.floats(new float[] {1, 2}, 1, 2)), identity, outputs);
    }
  }
}

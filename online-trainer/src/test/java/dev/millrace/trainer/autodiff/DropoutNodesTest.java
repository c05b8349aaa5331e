package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.CutHeads;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.loss.Losses;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A model of one's own that was exported for training: its Dropout nodes take the learner's masks
 * while the cut head trains, and change nothing while it scores.
 */
final class DropoutNodesTest {

  /** ONNX: {@code TensorProto.DataType.BOOL}. */
  private static final int BOOL = 9;

  private static final float[] W = {0.5f, -1, 2, 0.25f};
  private static final float[] X = {1, 2, -1, 4};

  /** Of the squared error, whatever factor the loss has. */
  private static final double SLOPE = 2;

  private static final float[] MASK = {0, 2, 2, 0};

  /** y = Σ w · dropout(v · x). */
  private static OnnxGraph model() {
    TensorProto training =
        TensorProto.newBuilder().setName("training").setDataType(BOOL).addInt32Data(1).build();
    return GraphBuilder.named("exported for training")
        .input(TensorSpec.float32("x", TensorSpec.DYNAMIC, 4))
        .initializer("w", W, 4, 1)
        .initializer("v", new float[] {1, 1, 1, 1}, 4)
        .initializer("ratio", new float[] {0.5f})
        .initializer(training)
        .node("Mul", List.of("x", "v"), List.of("scaled"))
        .node("Dropout", List.of("scaled", "ratio", "training"), List.of("dropped"))
        .node("MatMul", List.of("dropped", "w"), List.of("y"))
        .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 1))
        .build();
  }

  private static HeadGraph head() {
    Cut cut = GraphCut.cut(model(), "?");
    return CutHeads.of(cut, ShapeInference.outputs(cut.backbone()), "y", Kind.REGRESSION);
  }

  @Test
  void gradientGoesThroughTheMaskAndScoresDoWithoutIt() {
    HeadGraph head = head();
    MaskedHead masked = MaskedHead.of(head);
    assertThat(masked.masks()).hasSize(1);
    assertThat(masked.masks().get(0).shape()).containsExactly(TensorSpec.DYNAMIC, 4);
    assertThat(masked.masks().get(0).type()).isEqualTo(ElementType.FLOAT32);

    double truth = 3;
    float[] theta = {1, 1, 1, 1, W[0], W[1], W[2], W[3]};
    float[] gradient = new float[8];
    Batch batch =
        new Batch(List.of(new Batch.Row(List.of(X), new double[] {truth}).masked(List.of(MASK))));
    try (GradientGraph graph =
        GradientGraph.compile(head, masked, Losses.of(LossSpec.MEAN_SQUARED_ERROR), 1)) {
      assertThat(graph.layout().slots().get(0).name()).isEqualTo("v");
      GradientGraph.Scores scores = graph.gradient(theta, batch, gradient);
      double plain = 0;
      double dropped = 0;
      for (int i = 0; i < 4; i++) {
        plain += X[i] * W[i];
        dropped += X[i] * MASK[i] * W[i];
      }
      // Sums of four small products are exact in float32.
      assertThat(scores.scores()[0][0]).isEqualTo((float) plain);
      for (int repeat = 0; repeat < 5; repeat++) {
        assertThat(graph.score(theta, batch).scores()[0][0]).isEqualTo((float) plain);
      }
      double slope = SLOPE * (dropped - truth);
      for (int i = 0; i < 4; i++) {
        assertThat((double) gradient[i]).isCloseTo(slope * X[i] * MASK[i] * W[i], within(1e-6));
        assertThat((double) gradient[4 + i]).isCloseTo(slope * X[i] * MASK[i], within(1e-6));
      }
    }
  }

  @Test
  void withoutDropoutOfTheTaskTheNodesChangeNothing() {
    HeadGraph head = head();
    try (GradientGraph graph =
        GradientGraph.compile(head, Losses.of(LossSpec.MEAN_SQUARED_ERROR), 1)) {
      float[] gradient = new float[8];
      float[] theta = {1, 1, 1, 1, W[0], W[1], W[2], W[3]};
      Batch batch = new Batch(List.of(new Batch.Row(List.of(X), new double[] {0})));
      graph.gradient(theta, batch, gradient);
      double plain = X[0] * W[0] + X[1] * W[1] + X[2] * W[2] + X[3] * W[3];
      for (int i = 0; i < 4; i++) {
        assertThat((double) gradient[4 + i]).isCloseTo(SLOPE * plain * X[i], within(1e-6));
      }
    }
  }

  /** y = Σ (kept ? w · dropout(x) : 10 · w): the mask is read, not only the product. */
  private static HeadGraph reading(int opset) {
    TensorSpec x = TensorSpec.float32("x", TensorSpec.DYNAMIC, 4);
    TensorSpec w = TensorSpec.float32("w", 4);
    GraphBuilder graph =
        GraphBuilder.named("head")
            .input(x)
            .input(w)
            .initializer("ten", new float[] {10}, 1)
            .initializer("ones", new float[] {1, 1, 1, 1}, 4, 1)
            .node("Mul", List.of("x", "w"), List.of("scaled"))
            .node("Dropout", List.of("scaled"), List.of("dropped", "kept"))
            .node("Mul", List.of("w", "ten"), List.of("otherwise"))
            .node("Where", List.of("kept", "dropped", "otherwise"), List.of("chosen"))
            .node("MatMul", List.of("chosen", "ones"), List.of("y"))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 1));
    return new HeadGraph(graph.build(opset, GraphBuilder.IR), List.of(x), List.of(w), "y");
  }

  @Test
  void maskThatAnotherNodeReadsTellsWhatIsKept() {
    HeadGraph head = reading(13);
    float[] theta = W.clone();
    float[] gradient = new float[4];
    Batch batch =
        new Batch(List.of(new Batch.Row(List.of(X), new double[] {0}).masked(List.of(MASK))));
    try (GradientGraph graph =
        GradientGraph.compile(
            head, MaskedHead.of(head), Losses.of(LossSpec.MEAN_SQUARED_ERROR), 1)) {
      graph.gradient(theta, batch, gradient);
    }
    double y = 0;
    for (int i = 0; i < 4; i++) {
      y += W[i] * slopeOfChosen(i);
    }
    for (int i = 0; i < 4; i++) {
      assertThat((double) gradient[i]).isCloseTo(SLOPE * y * slopeOfChosen(i), within(1e-4));
    }
  }

  private static double slopeOfChosen(int i) {
    return MASK[i] > 0 ? X[i] * MASK[i] : 10;
  }

  @Test
  void maskOfAnOldOperatorSetThatIsReadIsRefused() {
    TensorSpec x = TensorSpec.float32("x", TensorSpec.DYNAMIC, 4);
    TensorSpec w = TensorSpec.float32("w", 4, 1);
    GraphBuilder graph =
        GraphBuilder.named("head")
            .input(x)
            .input(w)
            .node("Dropout", List.of("x"), List.of("dropped", "kept"))
            .node("Add", List.of("dropped", "kept"), List.of("sum"))
            .node("MatMul", List.of("sum", "w"), List.of("y"))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 1));
    HeadGraph head = new HeadGraph(graph.build(9, GraphBuilder.IR), List.of(x), List.of(w), "y");
    assertThatThrownBy(() -> MaskedHead.of(head))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("no boolean before operator set 10")
        .hasMessageContaining("Dropout");
  }
}

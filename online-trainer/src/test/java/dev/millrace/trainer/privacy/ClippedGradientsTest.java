package dev.millrace.trainer.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.privacy.ClippedGradients.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shortening all gradients in one run gives what a run for each example gives. */
final class ClippedGradientsTest {

  private static final int WIDTH = 5;
  private static final int CLASSES = 3;

  /** Sums in float32, in another order. */
  private static final double TOLERANCE = 5e-6;

  private static final TensorSpec X = TensorSpec.float32("x", TensorSpec.DYNAMIC, WIDTH);

  /** Heads of dense layers. */
  enum Dense {
    LINEAR {
      @Override
      HeadGraph head() {
        return Heads.attach(new HeadSpec(HeadSpec.Kind.SOFTMAX, 0, CLASSES), X, 17);
      }
    },
    HIDDEN {
      @Override
      HeadGraph head() {
        return Heads.attach(new HeadSpec(HeadSpec.Kind.SOFTMAX, 7, CLASSES), X, 13);
      }
    },
    DROPPED {
      @Override
      HeadGraph head() {
        return HIDDEN.head();
      }

      @Override
      MaskedHead masked() {
        return MaskedHead.of(head());
      }
    },
    /** As PyTorch's Linear, Tanh, Linear, Softmax are exported. */
    TURNED {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("first.weight", 6, WIDTH, "first.bias", 0, 6)
            .parameters("last.weight", CLASSES, 6, "last.bias", 0, CLASSES)
            .node("Gemm", "x first.weight first.bias", "sum", Attributes.integer("transB", 1))
            .node("Tanh", "sum", "active")
            .node("Gemm", "active last.weight last.bias", "y", Attributes.integer("transB", 1))
            .build();
      }
    },
    /** As Keras exports them; the last layer has no bias, and a frozen one lies between. */
    PRODUCTS {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("first.weight", WIDTH, 6, "first.bias", 0, 6)
            .parameters("last.weight", 4, CLASSES)
            .frozen("frozen", 6, 4)
            .node("MatMul", "x first.weight", "product")
            .node("Add", "product first.bias", "sum")
            .node("Sigmoid", "sum", "active")
            .node("MatMul", "active frozen", "between")
            .node("MatMul", "between last.weight", "y")
            .build();
      }
    };

    abstract HeadGraph head();

    MaskedHead masked() {
      return MaskedHead.none(head());
    }

    Setup setup(int batch, double length) {
      return new Setup(head(), masked(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), batch, length);
    }
  }

  /** Heads with something else. */
  enum Other {
    USED_TWICE {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("square", WIDTH, WIDTH, "last", WIDTH, CLASSES)
            .node("MatMul", "x square", "once")
            .node("MatMul", "once square", "twice")
            .node("MatMul", "twice last", "y")
            .build();
      }
    },
    SCALED {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("last", WIDTH, CLASSES, "scale", 0, CLASSES)
            .node("MatMul", "x last", "sum")
            .node("Mul", "sum scale", "y")
            .build();
      }
    },
    ONE_BIAS_FOR_ALL {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("last", WIDTH, CLASSES, "bias", 0, 1)
            .node("MatMul", "x last", "sum")
            .node("Add", "sum bias", "y")
            .build();
      }
    },
    /** A row sees the mean of all rows, so an example is more than its row. */
    ROWS_MIX {
      @Override
      HeadGraph head() {
        return new Layers()
            .parameters("last", WIDTH, CLASSES)
            .axes("batch", 0)
            .node("ReduceMean", "x batch", "mean")
            .node("Sub", "x mean", "centred")
            .node("MatMul", "centred last", "y")
            .build();
      }
    };

    abstract HeadGraph head();
  }

  /** A head of {@code x [n, 5]} to {@code y [n, 3]}, node by node. */
  private static final class Layers {

    private final GraphBuilder graph = GraphBuilder.named("head").input(X);
    private final List<TensorSpec> parameters = new ArrayList<>();

    /** Names with their dimensions; 0 leaves the first out. */
    Layers parameters(Object... namesAndDims) {
      for (int i = 0; i < namesAndDims.length; i += 3) {
        long rows = ((Number) namesAndDims[i + 1]).longValue();
        long columns = ((Number) namesAndDims[i + 2]).longValue();
        String name = (String) namesAndDims[i];
        TensorSpec spec =
            rows == 0 ? TensorSpec.float32(name, columns) : TensorSpec.float32(name, rows, columns);
        graph.input(spec);
        parameters.add(spec);
      }
      return this;
    }

    Layers frozen(String name, int rows, int columns) {
      graph.initializer(name, numbers(rows * columns, 8), rows, columns);
      return this;
    }

    Layers axes(String name, long axis) {
      graph.initializer(name, new long[] {axis}, 1);
      return this;
    }

    Layers node(String type, String in, String out, ai.onnx.proto.OnnxMl.AttributeProto... with) {
      graph.node(type, List.of(in.split(" ")), List.of(out), with);
      return this;
    }

    HeadGraph build() {
      graph
          .node("Softmax", List.of("y"), List.of("p"), Attributes.integer("axis", 1))
          .output(TensorSpec.float32("p", TensorSpec.DYNAMIC, CLASSES));
      return new HeadGraph(graph.build(18, GraphBuilder.IR), List.of(X), parameters, "p");
    }
  }

  private static float[] numbers(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-2, 2);
    }
    return values;
  }

  private static Batch.Row row(int number, float[] x) {
    float[] mask = new float[7];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (number + i) % 3 == 0 ? 0 : 1.5f;
    }
    return new Batch.Row(List.of(x), new double[] {number % CLASSES}, 1, List.of(mask));
  }

  private static Batch batch(int size) {
    return new Batch(
        IntStream.range(0, size).mapToObj(i -> row(i, numbers(WIDTH, 10 + i))).toList());
  }

  private static ClippedGradients compile(ClippedGradients.Way way, Setup setup) {
    return way.compile(setup).orElseThrow();
  }

  private static float[] assertEqual(Setup setup, Batch batch) {
    ClippedGradients atOnce = compile(ClippedAtOnce::compile, setup);
    ClippedGradients oneByOne = compile(ClippedOneByOne::compile, setup);
    try (var first = atOnce.graph();
        var second = oneByOne.graph()) {
      float[] theta = numbers(first.layout().size(), 1);
      float[] fast = new float[theta.length];
      float[] slow = new float[theta.length];
      Scores scores = atOnce.mean(theta, batch, fast);
      Scores others = oneByOne.mean(theta, batch, slow);
      assertThat(second.layout()).isEqualTo(first.layout());
      assertThat(Golden.distance(fast, slow)).isLessThan(TOLERANCE);
      assertThat(scores.failures()).isEqualTo(others.failures());
      for (int i = 0; i < batch.size(); i++) {
        assertThat(Float.isFinite(scores.losses()[i]))
            .isEqualTo(Float.isFinite(others.losses()[i]));
      }
      return fast;
    }
  }

  @ParameterizedTest
  @EnumSource
  void denseHeadIsShortenedAtOnceAsOneByOne(Dense dense) {
    for (double length : new double[] {0.01, 1.5, 1e6}) {
      float[] mean = assertEqual(dense.setup(16, length), batch(16));
      assertThat(mean).isNotEqualTo(new float[mean.length]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchOfOneAndBatchesOfOtherSizesAreTheSameToo(Dense dense) {
    assertEqual(dense.setup(1, 0.5), batch(1));
    assertEqual(dense.setup(8, 0.5), batch(3));
  }

  /** Whether scores overflow, or only the lengths of rows do and a sigmoid hides it. */
  @ParameterizedTest
  @EnumSource
  void exampleBeyondFloatSquaresCountsAsNothingAmongOthers(Dense dense) {
    List<Batch.Row> rows = new ArrayList<>(batch(6).rows());
    rows.add(2, row(0, new float[] {3e38f, 0, 0, 0, 0}));
    rows.add(4, row(1, new float[] {0, -3e38f, 0, 0, 0}));
    rows.add(5, row(2, new float[] {0, 0, 0, 1e25f, 0}));
    ClippedGradients atOnce = compile(ClippedAtOnce::compile, dense.setup(9, 0.5));
    ClippedGradients oneByOne = compile(ClippedOneByOne::compile, dense.setup(6, 0.5));
    try (var first = atOnce.graph();
        var second = oneByOne.graph()) {
      float[] theta = numbers(first.layout().size(), 1);
      float[] with = mean(first);
      float[] without = mean(second);
      atOnce.mean(theta, new Batch(rows), with);
      oneByOne.mean(theta, batch(6), without);
      for (int i = 0; i < without.length; i++) {
        without[i] *= 6f / 9;
      }
      assertThat(Golden.distance(with, without)).isLessThan(TOLERANCE);
    }
  }

  /** The scores are not finite under either way. */
  @Test
  void exampleThatRunsAwayIsLeftOutBothWays() {
    List<Batch.Row> rows = new ArrayList<>(batch(6).rows());
    rows.add(2, row(0, new float[] {3e38f, 3e38f, -3e38f, 3e38f, 3e38f}));
    assertEqual(Dense.LINEAR.setup(7, 0.5), new Batch(rows));
    assertEqual(Dense.HIDDEN.setup(7, 0.5), new Batch(rows));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-25f, 1e-20f, 1e-12f, 1e15f, 1e25f})
  void lengthsBeyondTheRangeOfFloatSquaresAreRight(float scale) {
    List<Batch.Row> rows = new ArrayList<>();
    for (Batch.Row row : batch(4).rows()) {
      float[] x = row.inputs().get(0).clone();
      for (int i = 0; i < x.length; i++) {
        x[i] *= scale;
      }
      rows.add(new Batch.Row(List.of(x), row.truth()));
    }
    assertEqual(Dense.LINEAR.setup(4, scale < 1 ? scale : 1), new Batch(rows));
  }

  @ParameterizedTest
  @EnumSource
  void otherHeadsAreShortenedOneByOne(Other other) {
    HeadGraph head = other.head();
    Setup setup =
        new Setup(
            head,
            MaskedHead.none(head),
            Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY),
            4,
            /* length= */ 1);
    assertThat(ClippedAtOnce.compile(setup)).isEmpty();
    ClippedGradients chosen = ClippedGradients.compile(setup);
    try (var graph = chosen.graph()) {
      assertThat(chosen).isInstanceOf(ClippedOneByOne.class);
      assertThat(chosen.mean(numbers(graph.layout().size(), 1), batch(4), mean(graph)).failures())
          .isEqualTo(Map.of());
    }
  }

  private static float[] mean(dev.millrace.trainer.autodiff.GradientGraph graph) {
    return new float[graph.layout().size()];
  }

  /** Each part of the loss reaches the parameters that it names, and the lengths are of the sum. */
  @Test
  void partsOfAnObjectiveAreShortenedTogether() {
    LossSpec.Part all =
        new LossSpec.Part("all", LossSpec.SOFTMAX_CROSS_ENTROPY, "", null, 0.7, "*");
    LossSpec.Part last =
        new LossSpec.Part("last", LossSpec.SOFTMAX_CROSS_ENTROPY, "", null, -0.3, "last.*");
    HeadGraph head = Dense.TURNED.head();
    LossSpec loss = new LossSpec.Objective(List.of(all, last));
    assertEqual(new Setup(head, MaskedHead.none(head), Losses.of(loss), 6, 0.4), batch(6));
  }
}

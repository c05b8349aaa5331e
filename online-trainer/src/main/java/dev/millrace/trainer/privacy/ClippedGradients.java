package dev.millrace.trainer.privacy;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.autodiff.NoGradient;
import java.util.List;
import java.util.Optional;

/**
 * A way to the mean of the examples' gradients, each shortened to the clipping length. An example
 * whose gradient is not finite, or that ONNX Runtime cannot run, counts as nothing and the others
 * as always.
 */
interface ClippedGradients {

  /** The ways, the cheapest first; the last takes every head. */
  List<Way> ROWS = List.of(ClippedAtOnce::compile, ClippedOneByOne::compile);

  /** One row. */
  interface Way {
    /** Compiles the head's gradient, where this way knows what it is made of. */
    Optional<ClippedGradients> compile(Setup setup);
  }

  /**
   * What is compiled.
   *
   * @param head the head as it scores
   * @param masked the same as it trains
   * @param batch examples of a step
   * @param length the clipping length
   */
  record Setup(HeadGraph head, MaskedHead masked, Loss loss, int batch, double length) {}

  /**
   * The first way that knows a head.
   *
   * @throws NoGradient where the head cannot be differentiated
   */
  static ClippedGradients compile(Setup setup) {
    return ROWS.stream().flatMap(way -> way.compile(setup).stream()).findFirst().orElseThrow();
  }

  /** Scores the batch and writes the mean. */
  Scores mean(float[] theta, Batch batch, float[] mean);

  /** What was compiled; it scores too, and the caller closes it. */
  GradientGraph graph();
}

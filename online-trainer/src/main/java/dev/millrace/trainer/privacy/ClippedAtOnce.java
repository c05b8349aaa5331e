package dev.millrace.trainer.privacy;

import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import java.util.Optional;

/**
 * All examples in one run, for heads of dense layers. No operator of such a head refuses an
 * example, so none can spoil the run of the others.
 */
record ClippedAtOnce(GradientGraph graph) implements ClippedGradients {

  static Optional<ClippedGradients> compile(Setup setup) {
    return GradientGraph.compileClipped(
            setup.head(), setup.masked(), setup.loss(), setup.batch(), setup.length())
        .map(ClippedAtOnce::new);
  }

  @Override
  public Scores mean(float[] theta, Batch batch, float[] mean) {
    return graph.gradient(theta, batch, mean);
  }
}

package dev.millrace.trainer.privacy;

import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.autodiff.StepFailed;
import dev.millrace.trainer.autodiff.TrainingGraphs;
import dev.millrace.trainer.optimizer.GradientShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run for each example, for any head. Not thread-safe. */
final class ClippedOneByOne implements ClippedGradients {

  private final GradientGraph graph;
  private final double length;
  private final float[] one;
  private final double[] sum;

  private ClippedOneByOne(GradientGraph graph, double length) {
    this.graph = graph;
    this.length = length;
    this.one = new float[graph.layout().size()];
    this.sum = new double[one.length];
  }

  static Optional<ClippedGradients> compile(Setup setup) {
    GradientGraph graph =
        GradientGraph.compile(setup.head(), setup.masked(), setup.loss(), /* batch= */ 1);
    return Optional.of(new ClippedOneByOne(graph, setup.length()));
  }

  @Override
  public Scores mean(float[] theta, Batch batch, float[] mean) {
    float[][] scores = new float[batch.size()][];
    float[] losses = new float[batch.size()];
    float[][] parts = new float[graph.parts().size()][batch.size()];
    Map<Integer, String> failures = new HashMap<>();
    Arrays.fill(sum, 0);
    for (int row = 0; row < batch.size(); row++) {
      Batch alone = new Batch(List.of(batch.rows().get(row)));
      try {
        Scores single = graph.gradient(theta, alone, one);
        scores[row] = single.scores()[0];
        losses[row] = single.losses()[0];
        for (int part = 0; part < parts.length; part++) {
          parts[part][row] = single.parts()[part][0];
        }
        addClipped();
      } catch (StepFailed e) {
        scores[row] = new float[graph.outputs()];
        Arrays.fill(scores[row], Float.NaN);
        losses[row] = Float.NaN;
        failures.put(row, String.valueOf(e.getMessage()));
      }
    }
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / batch.size());
    }
    return new Scores(scores, losses, parts, failures);
  }

  private void addClipped() {
    double norm = GradientShape.norm(one);
    // A comparison with NaN is false.
    if (!(norm <= TrainingGraphs.LONGEST)) {
      return;
    }
    double factor = Math.min(1, length / norm);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * one[i];
    }
  }

  @Override
  public GradientGraph graph() {
    return graph;
  }
}

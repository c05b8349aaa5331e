package dev.millrace.bench.scratch;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole model as a head, trained by the engine alone from the weights in its file. Close it. */
final class ScratchTraining implements AutoCloseable {

  private final int batch;
  private final WholeModel model;
  private final GradientGraph graph;
  private final Optimizer optimizer;
  private final float[] theta;
  private final float[] gradient;

  ScratchTraining(ScratchFiles files) throws IOException {
    model = new WholeModel(files.model());
    batch = files.batch();
    theta = model.theta();
    gradient = new float[theta.length];
    optimizer = Optimizers.of(OptimizerSpec.adam(files.rate()), theta.length);
    graph = GradientGraph.compile(model.head(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), batch);
  }

  int parameters() {
    return theta.length;
  }

  List<Batch.Row> examples(List<Batch.Row> given) {
    return model.examples(given);
  }

  /** Trains one pass for each permutation; the last incomplete batch is left out. */
  List<Epoch> train(List<Batch.Row> training, List<Batch.Row> test, List<int[]> order) {
    List<Epoch> epochs = new ArrayList<>();
    epochs.add(judge(Double.NaN, test));
    for (int[] permutation : order) {
      epochs.add(judge(pass(training, permutation), test));
    }
    return epochs;
  }

  private double pass(List<Batch.Row> training, int[] permutation) {
    double sum = 0;
    int steps = permutation.length / batch;
    for (int step = 0; step < steps; step++) {
      int[] picked = Arrays.copyOfRange(permutation, step * batch, (step + 1) * batch);
      Batch rows = new Batch(Arrays.stream(picked).mapToObj(training::get).toList());
      for (float loss : graph.gradient(theta, rows, gradient).losses()) {
        sum += loss;
      }
      optimizer.step(theta, gradient);
    }
    return sum / ((double) steps * batch);
  }

  private Epoch judge(double trained, List<Batch.Row> test) {
    double loss = 0;
    int right = 0;
    for (int from = 0; from < test.size(); from += batch) {
      List<Batch.Row> rows = test.subList(from, Math.min(from + batch, test.size()));
      GradientGraph.Scores scores = graph.score(theta, new Batch(rows));
      for (int i = 0; i < rows.size(); i++) {
        loss += scores.losses()[i];
        right += best(scores.scores()[i]) == (int) rows.get(i).truth()[0] ? 1 : 0;
      }
    }
    return new Epoch(trained, loss / test.size(), (double) right / test.size());
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    model.close();
    graph.close();
  }
}

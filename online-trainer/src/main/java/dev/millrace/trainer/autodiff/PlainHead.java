package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A small dense head in Java: for a few examples a run of ONNX Runtime costs more than the work.
 * Whether it is taken depends on head, loss and number of examples alone, never on time or load, so
 * that a version stays a function of the log. Not thread-safe.
 */
final class PlainHead {

  /** Multiplications of a run up to which the loops here are faster, as measured. */
  private static final long MOST_WORK = 50_000;

  private final List<DenseLayer> layers;
  private final PlainLoss loss;
  private final float[][] sums;
  private final float[][] slopes;
  private final float[] strip;

  private PlainHead(List<DenseLayer> layers, PlainLoss loss) {
    this.layers = layers;
    this.loss = loss;
    this.sums = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
    this.strip =
        new float[layers.stream().mapToInt(l -> Math.max(l.in(), l.out())).max().orElse(0)];
    this.slopes = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
  }

  /** The head in Java, where it is a chain of dense layers and the loss has a form in Java. */
  static Optional<PlainHead> of(HeadGraph head, Loss loss) {
    return loss.plain()
        .flatMap(
            plain ->
                DenseChain.of(OperatorSets.upgrade(head), plain.scoring())
                    .map(layers -> new PlainHead(layers, plain)));
  }

  /** Whether so many examples are few enough. */
  boolean takes(int examples) {
    return examples * layers.stream().mapToLong(l -> (long) l.in() * l.out()).sum() <= MOST_WORK;
  }

  Scores score(float[] theta, Batch batch) {
    float[][] scores = new float[batch.size()][];
    float[] losses = new float[batch.size()];
    for (int row = 0; row < losses.length; row++) {
      losses[row] = forward(theta, batch.rows().get(row), scores, row);
    }
    return new Scores(scores, losses);
  }

  Scores gradient(float[] theta, Batch batch, float[] gradient) {
    float[][] scores = new float[batch.size()][];
    float[] losses = new float[batch.size()];
    Arrays.fill(gradient, 0);
    for (int row = 0; row < losses.length; row++) {
      Batch.Row example = batch.rows().get(row);
      losses[row] = forward(theta, example, scores, row);
      backward(theta, example.inputs().get(0), gradient);
    }
    if (losses.length > 1) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= losses.length;
      }
    }
    return new Scores(scores, losses);
  }

  /** Leaves behind what each layer gave, after its Relu, and the slope of the last one. */
  private float forward(float[] theta, Batch.Row example, float[][] scores, int row) {
    float[] x = example.inputs().get(0);
    int last = sums.length - 1;
    for (int i = 0; i <= last; i++) {
      layers.get(i).forward(theta, x, sums[i]);
      x = sums[i];
      if (i < last) {
        for (int j = 0; j < x.length; j++) {
          x[j] = Math.max(x[j], 0);
        }
      }
    }
    scores[row] = new float[x.length];
    return loss.judge(x, example.truth(), scores[row], slopes[last]);
  }

  private void backward(float[] theta, float[] features, float[] gradient) {
    for (int i = sums.length - 1; i >= 0; i--) {
      layers.get(i).addGradient(i == 0 ? features : sums[i - 1], slopes[i], gradient, strip);
      if (i > 0) {
        float[] back = slopes[i - 1];
        float[] active = sums[i - 1];
        layers.get(i).backward(theta, slopes[i], back);
        for (int j = 0; j < back.length; j++) {
          back[j] = active[j] > 0 ? back[j] : 0;
        }
      }
    }
  }
}

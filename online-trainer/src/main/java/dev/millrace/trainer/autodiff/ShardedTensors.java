package dev.millrace.trainer.autodiff;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tensors of a batch, cut into shards that run side by side. */
final class ShardedTensors implements AutoCloseable {

  private final int rows;
  private final List<RunTensors> shards = new ArrayList<>();
  private final ShardThreads threads;

  /** A shard's gradient {@code [P]}: arrays are added many elements at a time. */
  private final float[] another;

  /** Makes the tensors of so many examples. */
  @FunctionalInterface
  interface Maker {
    RunTensors of(int rows) throws OrtException;
  }

  /**
   * Tensors of a batch.
   *
   * @param shards how many; those in front hold the example more that is left over
   * @param parameters P, the elements of a gradient
   * @param threads runs them; the caller closes it
   */
  ShardedTensors(int rows, int shards, int parameters, Maker maker, ShardThreads threads)
      throws OrtException {
    this.rows = rows;
    this.threads = threads;
    this.another = new float[shards > 1 ? parameters : 0];
    for (int i = 0; i < shards; i++) {
      this.shards.add(maker.of(rows / shards + (i < rows % shards ? 1 : 0)));
    }
  }

  int rows() {
    return rows;
  }

  /** Scores and losses under some parameters. */
  Scores score(OrtSession session, float[] theta, Batch batch) throws OrtException {
    return each(batch, (tensors, part) -> tensors.score(session, theta, part));
  }

  /** Scores, losses and the gradient of the mean loss. */
  Scores gradient(OrtSession session, float[] theta, Batch batch, float[] gradient)
      throws OrtException {
    Scores scores = each(batch, (tensors, part) -> tensors.gradient(session, theta, part));
    shards.get(0).copyGradient(gradient);
    for (RunTensors shard : shards.subList(1, shards.size())) {
      shard.copyGradient(another);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += another[i];
      }
    }
    // The graph sums over the examples; the division is free here and costs operators there.
    if (rows > 1) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= rows;
      }
    }
    return scores;
  }

  @FunctionalInterface
  private interface Run {
    Scores of(RunTensors tensors, Batch part) throws OrtException;
  }

  private Scores each(Batch batch, Run run) throws OrtException {
    if (shards.size() == 1) {
      return run.of(shards.get(0), batch);
    }
    List<ShardThreads.Part<Scores>> parts = new ArrayList<>();
    int from = 0;
    for (RunTensors shard : shards) {
      Batch part = new Batch(batch.rows().subList(from, from + shard.rows()));
      parts.add(() -> run.of(shard, part));
      from += shard.rows();
    }
    return joined(threads.all(parts));
  }

  private Scores joined(List<Scores> each) {
    float[][] scores = new float[rows][];
    float[] losses = new float[rows];
    float[][] parts = new float[each.get(0).parts().length][rows];
    int at = 0;
    for (Scores shard : each) {
      int size = shard.losses().length;
      System.arraycopy(shard.scores(), 0, scores, at, size);
      System.arraycopy(shard.losses(), 0, losses, at, size);
      for (int i = 0; i < parts.length; i++) {
        System.arraycopy(shard.parts()[i], 0, parts[i], at, size);
      }
      at += size;
    }
    return new Scores(scores, losses, parts, Map.of());
  }

  @Override
  public void close() {
    shards.forEach(RunTensors::close);
  }
}

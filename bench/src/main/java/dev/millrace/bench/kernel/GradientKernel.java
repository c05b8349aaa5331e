package dev.millrace.bench.kernel;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Loss and gradient of a linear softmax head: by the engine, which takes ONNX Runtime from batch 64
 * on and Java below, and as a scalar loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradientKernel {

  @Param({"1", "16", "64"})
  private int batch;

  private GradientGraph graph = compile(1);
  private Batch examples = new Batch(List.of(row(0)));
  private float[] theta = new float[0];
  private float[] gradient = new float[0];

  private static GradientGraph compile(int batch) {
    return GradientGraph.compile(
        SmallHead.graph(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), batch);
  }

  private static Batch.Row row(int i) {
    return new Batch.Row(
        List.of(SmallHead.random(SmallHead.WIDTH, i)), new double[] {i % SmallHead.CLASSES});
  }

  /** Compiles the gradient for the batch size. */
  @Setup
  public void make() {
    graph.close();
    graph = compile(batch);
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      rows.add(row(i));
    }
    examples = new Batch(rows);
    theta = SmallHead.random(graph.layout().size(), -1);
    gradient = new float[theta.length];
  }

  @Benchmark
  public GradientGraph.Scores engine() {
    return graph.gradient(theta, examples, gradient);
  }

  @Benchmark
  public float[] scalarLoop() {
    Arrays.fill(gradient, 0);
    for (Batch.Row row : examples.rows()) {
      PlainSoftmax.addGradient(
          theta, row.inputs().get(0), (int) row.truth()[0], 1f / batch, gradient);
    }
    return gradient;
  }

  /** Gives native memory back. */
  @TearDown
  public void close() {
    graph.close();
  }
}

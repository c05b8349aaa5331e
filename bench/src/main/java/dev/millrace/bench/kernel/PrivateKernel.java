package dev.millrace.bench.kernel;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.privacy.PrivateGradients;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** What differential privacy costs: the gradient of a batch, plain and private. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PrivateKernel {

  @Param({"1", "16", "64"})
  private int batch;

  private PrivateGradients secret = secret(1);
  private GradientGraph together = compile(1);
  private final float[] theta = SmallHead.random(together.layout().size(), -1);
  private final float[] gradient = new float[theta.length];
  private Batch examples = examples(1);
  private long number;

  private static GradientGraph compile(int batch) {
    return GradientGraph.compile(
        SmallHead.graph(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), batch);
  }

  private static PrivateGradients secret(int batch) {
    HeadGraph head = SmallHead.graph();
    return PrivateGradients.compile(
        head,
        MaskedHead.none(head),
        Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY),
        batch,
        new PrivacySpec(1, 1.1, 1e-5, "0123456789abcdef"));
  }

  private static Batch examples(int count) {
    return new Batch(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Batch.Row(
                        List.of(SmallHead.random(SmallHead.WIDTH, i)),
                        new double[] {i % SmallHead.CLASSES}))
            .toList());
  }

  /** Compiles both gradients for the batch size. */
  @Setup
  public void make() {
    close();
    together = compile(batch);
    secret = secret(batch);
    examples = examples(batch);
  }

  @Benchmark
  public GradientGraph.Scores plainGradient() {
    return together.gradient(theta, examples, gradient);
  }

  @Benchmark
  public GradientGraph.Scores privateGradient() {
    return secret.of(number++, theta, examples, gradient);
  }

  /** Gives native memory back. */
  @TearDown
  public void close() {
    together.close();
    secret.graph().close();
  }
}

package dev.millrace.bench.kernel;

import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.LoadedPatch;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a change of the served version costs: the same run with and without one before it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadKernel {

  private final Head head = Head.load(SmallHead.graph(), SessionSettings.DEFAULT);
  private final List<ParameterPatch> patches = List.of(patch(1), patch(2));
  private final List<LoadedPatch> versions = patches.stream().map(head::load).toList();
  private final List<String> wanted = List.of(head.graph().score());
  private final Map<String, Tensor> features =
      Map.of(
          SmallHead.FEATURE,
          Tensor.floats(SmallHead.random(SmallHead.WIDTH, 3), 1, SmallHead.WIDTH));
  private int runs;

  private ParameterPatch patch(long seed) {
    return new ParameterPatch(head.layout(), SmallHead.random(head.layout().size(), seed));
  }

  @Benchmark
  public Map<String, Tensor> sameVersion() {
    return head.run(features, versions.get(0), wanted);
  }

  @Benchmark
  public Map<String, Tensor> otherVersionEachRun() {
    return head.run(features, versions.get(runs++ & 1), wanted);
  }

  /** As a version that has just arrived: brought off-heap, run once, given back. */
  @Benchmark
  public Map<String, Tensor> newVersionEachRun() {
    return head.run(features, patches.get(runs++ & 1), wanted);
  }

  /** Gives native memory back. */
  @TearDown
  public void close() {
    versions.forEach(LoadedPatch::close);
    head.close();
  }
}

package dev.millrace.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadSwapTest {

  private static final HeadGraph GRAPH =
      Heads.attach(new HeadSpec(Kind.SOFTMAX, 0, 4), TensorSpec.float32("features", -1, 384), 17);
  private static final Tensor ONES = ones();

  @Test
  void twoThousandSwapsLeaveNoTensorOpen() {
    long before = OpenTensors.count();
    try (Head head = Head.load(GRAPH, SessionSettings.DEFAULT)) {
      LoadedPatch current = head.load(constant(head, 0));
      for (int i = 1; i <= 2_000; i++) {
        LoadedPatch next = head.load(constant(head, i));
        current.close();
        current = next;
        assertThat(logit(head, current)).isEqualTo(i * 385f);
      }
      assertThat(OpenTensors.count()).isEqualTo(before + 2);
      current.close();
    }
    assertThat(OpenTensors.count()).isEqualTo(before);
  }

  @Test
  void versionClosedWhileItRunsIsFreedAfterTheRun() {
    long before = OpenTensors.count();
    try (Head head = Head.load(GRAPH, SessionSettings.DEFAULT)) {
      LoadedPatch version = head.load(constant(head, 1));
      version.acquire();
      version.close();
      assertThat(OpenTensors.count()).isEqualTo(before + 2);
      version.release();
      assertThat(OpenTensors.count()).isEqualTo(before);
      version.close();
      assertThatThrownBy(() -> logit(head, version)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void concurrentRunsSeeTheirOwnVersion() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Head head = Head.load(GRAPH, SessionSettings.DEFAULT)) {
      List<Callable<Float>> runs =
          IntStream.range(0, 200)
              .<Callable<Float>>mapToObj(
                  i ->
                      () -> {
                        try (LoadedPatch version = head.load(constant(head, i))) {
                          return logit(head, version);
                        }
                      })
              .toList();
      int i = 0;
      for (Future<Float> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isEqualTo(385f * i++);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void inputThatDoesNotFitIsNamed() {
    try (Head head = Head.load(GRAPH, SessionSettings.DEFAULT)) {
      Tensor narrow = Tensor.floats(new float[256], 1, 256);
      assertThatThrownBy(
              () -> head.run(Map.of("features", narrow), constant(head, 0), List.of("logits")))
          .isInstanceOf(ShapeMismatch.class)
          .hasMessageContaining("features")
          .hasMessageContaining("[n, 384]")
          .hasMessageContaining("[1, 256]");
      assertThatThrownBy(() -> head.run(Map.of(), constant(head, 0), List.of("logits")))
          .isInstanceOf(ShapeMismatch.class)
          .hasMessageContaining("missing")
          .hasMessageContaining("features");
      assertThatThrownBy(
              () -> head.run(Map.of("features", ONES), constant(head, 0), List.of("loguts")))
          .isInstanceOf(ShapeMismatch.class)
          .hasMessageContaining("logits");
    }
  }

  private static float logit(Head head, LoadedPatch version) {
    return head.run(Map.of("features", ONES), version, List.of("logits")).get("logits").floats()[0];
  }

  private static ParameterPatch constant(Head head, float value) {
    float[] theta = new float[head.layout().size()];
    Arrays.fill(theta, value);
    return new ParameterPatch(head.layout(), theta);
  }

  private static Tensor ones() {
    float[] values = new float[384];
    Arrays.fill(values, 1);
    return Tensor.floats(values, 1, 384);
  }
}

package dev.millrace.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.SharedModels.Lease;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedModelsTest {

  private static final OnnxGraph DOUBLER =
      GraphBuilder.named("doubler")
          .input(TensorSpec.float32("x", -1))
          .output(TensorSpec.float32("y", -1))
          .node("Add", List.of("x", "x"), List.of("y"))
          .build();

  private final SharedModels models = new SharedModels();
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void sessionLivesFromTheFirstLeaseToTheLast() {
    Lease first = lease("a", SessionSettings.DEFAULT);
    Lease second = lease("a", SessionSettings.DEFAULT);
    assertThat(second.model()).isSameAs(first.model());
    assertThat(loads).hasValue(1);

    first.close();
    first.close(); // a second close must not take the other one's right
    Map<String, Tensor> out =
        second.model().run(Map.of("x", Tensor.floats(new float[] {1, 2}, 2)), List.of("y"));
    assertThat(out.get("y").floats()).containsExactly(2, 4);

    second.close();
    assertThat(models.open()).isZero();
    lease("a", SessionSettings.DEFAULT).close();
    assertThat(loads).hasValue(2);
  }

  @Test
  void digestAndSettingsTellModelsApart() {
    try (Lease a = lease("a", SessionSettings.DEFAULT);
        Lease b = lease("b", SessionSettings.DEFAULT);
        Lease c = lease("a", new SessionSettings(2, SessionSettings.Rewriting.ALL))) {
      assertThat(List.of(a.model(), b.model(), c.model())).doesNotHaveDuplicates();
      assertThat(models.open()).isEqualTo(3);
    }
    assertThat(models.open()).isZero();
  }

  private Lease lease(String digest, SessionSettings settings) {
    return models.lease(
        digest,
        settings,
        () -> {
          loads.incrementAndGet();
          return DOUBLER.toBytes();
        });
  }
}

package dev.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {

  private static final OnnxGraph GRAPH =
      GraphBuilder.named("affine")
          .input(TensorSpec.float32("x", -1, 3))
          .output(TensorSpec.float32("y", -1, 3))
          .initializer("w", new float[] {1, 2, 3}, 3)
          .initializer("axes", new long[] {0}, 1)
          .node("Mul", List.of("x", "w"), List.of("y"))
          .build();

  @Test
  void builtGraphReadsBackAsItWas() {
    OnnxGraph back = OnnxGraph.read(GRAPH.toBytes(), ModelLimits.DEFAULT);

    assertThat(back.proto()).isEqualTo(GRAPH.proto());
    assertThat(back.inputs()).containsExactly(TensorSpec.float32("x", -1, 3));
    assertThat(back.outputs()).containsExactly(TensorSpec.float32("y", -1, 3));
    assertThat(back.opset()).hasValue(17L);
    assertThat(Constants.floats(back.initializers().get("w"))).containsExactly(1, 2, 3);
    assertThat(Constants.longs(back.initializers().get("axes"))).containsExactly(0);
  }

  @Property(tries = 300)
  void damagedFileIsReadOrRejectedAndNothingElse(
      @ForAll @Size(4) List<Byte> noise, @ForAll @IntRange(min = 0, max = 100) int place) {
    byte[] bytes = GRAPH.toBytes();
    for (int i = 0; i < noise.size(); i++) {
      bytes[(place + 7 * i) % bytes.length] = noise.get(i);
    }
    try {
      OnnxGraph.read(bytes, ModelLimits.DEFAULT);
    } catch (ModelRejected refused) {
      assertThat(refused.remedy()).isNotBlank();
    }
  }

  @Property(tries = 100)
  void truncatedFileIsRejected(@ForAll @IntRange(min = 0, max = 100) int percent) {
    byte[] bytes = GRAPH.toBytes();
    byte[] cut = Arrays.copyOf(bytes, (bytes.length - 12) * percent / 100);

    assertThatThrownBy(() -> OnnxGraph.read(cut, ModelLimits.DEFAULT))
        .isInstanceOf(ModelRejected.class);
  }

  @Test
  void filesAboveALimitAreRejectedWithValueAndLimit() {
    byte[] bytes = GRAPH.toBytes();

    assertThatThrownBy(() -> OnnxGraph.read(bytes, new ModelLimits(10, 10, 1)))
        .hasMessageContaining(bytes.length + " bytes, the limit is 10");
    byte[] two =
        GraphBuilder.from(GRAPH).node("Relu", List.of("y"), List.of("z")).build().toBytes();
    assertThatThrownBy(() -> OnnxGraph.read(two, new ModelLimits(10_000, 1, 1)))
        .hasMessageContaining("more than 1 nodes");
  }

  @Test
  void subgraphsBelowTheNestingLimitAreRejected() {
    OnnxGraph graph = GRAPH;
    for (int i = 0; i < 3; i++) {
      graph =
          GraphBuilder.named("outer")
              .output(TensorSpec.float32("y", -1, 3))
              .node(
                  "If", List.of("x"), List.of("y"), Attributes.graph("then_branch", graph.graph()))
              .build();
    }
    byte[] nested = graph.toBytes();

    OnnxGraph.read(nested, new ModelLimits(10_000, 100, 3));
    assertThatThrownBy(() -> OnnxGraph.read(nested, new ModelLimits(10_000, 100, 2)))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("nested deeper than 2");
  }

  @Test
  void tensorWithTooFewBytesIsRejected() {
    OnnxGraph damaged =
        GraphBuilder.from(GRAPH)
            .initializer(
                Constants.float32("short", new float[] {1}, 1).toBuilder().addDims(9).build())
            .build();

    assertThatThrownBy(() -> OnnxGraph.read(damaged.toBytes(), ModelLimits.DEFAULT))
        .hasMessageContaining("'short'")
        .hasMessageContaining("wants 36 bytes, it has 4");
  }

  @Test
  void textIsNoModel() {
    byte[] pointer = "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> OnnxGraph.read(pointer, ModelLimits.DEFAULT))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("not an ONNX model");
  }
}

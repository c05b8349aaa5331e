package dev.millrace.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.RealFiles;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {

  @Test
  void widthThatOnlyARunShowsIsFound() {
    OnnxGraph flat =
        GraphBuilder.named("flat")
            .input(TensorSpec.float32("x", -1, 3, 5))
            .untypedOutput("y")
            .initializer("shape", new long[] {0, -1}, 2)
            .node("Reshape", List.of("x", "shape"), List.of("y"))
            .build();

    assertThat(ShapeInference.outputs(flat)).containsExactly(TensorSpec.float32("y", -1, 15));
  }

  @Test
  void sequenceLengthStaysOpen() {
    OnnxGraph bert = RealFiles.graph("onnx-compat/pytorch-tinybert/tinybert.onnx");
    OnnxGraph backbone = GraphCut.cut(bert, "pooler.*").backbone();

    assertThat(ShapeInference.outputs(backbone).get(0).shape()).containsExactly(-1, 50);
    assertThat(ShapeInference.outputs(bert).get(0).shape()).containsExactly(-1, -1, 50);
  }

  @Test
  void fixedBatchIsLeftAsItIs() {
    OnnxGraph one =
        GraphBuilder.named("one")
            .input(TensorSpec.float32("x", 1, 2, 2))
            .untypedOutput("y")
            .node("Flatten", List.of("x"), List.of("y"), Attributes.integer("axis", 1))
            .build();

    assertThat(ShapeInference.outputs(one)).containsExactly(TensorSpec.float32("y", 1, 4));
  }
}

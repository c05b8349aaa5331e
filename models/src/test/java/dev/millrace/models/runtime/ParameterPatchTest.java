package dev.millrace.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.avro.NamedTensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ParameterPatchTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(
          List.of(TensorSpec.float32("head.weight", 2, 3), TensorSpec.float32("head.bias", 3)));

  @Test
  void parametersLieSortedByName() {
    assertThat(LAYOUT.names()).containsExactly("head.bias", "head.weight");
    assertThat(LAYOUT.slots().get(1).offset()).isEqualTo(3);
    assertThat(LAYOUT.size()).isEqualTo(9);
  }

  @Test
  void hashIsGolden() {
    // Computed apart with Python's hashlib over the bytes that the method's comment describes.
    assertThat(patch(0, 1, 2, 3, 4, 5, 6, 7, -8).hash())
        .isEqualTo("fe1df67b11c504ddb07dcf966ffbb1e72db472e1e494988c6e794b5648ac9dc3");
  }

  @Property(tries = 200)
  void recordRoundTripKeepsEveryBit(@ForAll @Size(9) List<Float> values) {
    float[] theta = new float[9];
    for (int i = 0; i < 9; i++) {
      theta[i] = values.get(i);
    }
    ParameterPatch patch = patch(theta);

    ParameterPatch back = ParameterPatch.fromRecord(LAYOUT, patch.toRecord());

    assertThat(back).isEqualTo(patch);
    assertThat(back.hash()).isEqualTo(patch.hash());
  }

  @Test
  void versionOfAnotherHeadIsRefusedWithBothShapes() {
    List<NamedTensor> wrong = new ArrayList<>(patch(new float[9]).toRecord());
    wrong.set(1, NamedTensor.newBuilder(wrong.get(1)).setShape(List.of(3L, 2L)).build());

    assertThatThrownBy(() -> ParameterPatch.fromRecord(LAYOUT, wrong))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageContaining("'head.weight' as float32 [3, 2]")
        .hasMessageContaining("instead of float32 [2, 3]");
    assertThatThrownBy(() -> ParameterPatch.fromRecord(LAYOUT, wrong.subList(0, 1)))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageContaining("lacks parameter 'head.weight'");
  }

  private static ParameterPatch patch(float... theta) {
    return new ParameterPatch(LAYOUT, theta);
  }
}

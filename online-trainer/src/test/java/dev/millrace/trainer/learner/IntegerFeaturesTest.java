package dev.millrace.trainer.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.NamedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IntegerFeaturesTest {

  private static final ClassTarget SQUARE = new ClassTarget("square");

  @ParameterizedTest
  @EnumSource(names = {"INT64", "INT32"})
  void tokenIdsAreReadInTheTypeOfTheHeadsInput(ElementType type) throws UnusableExample {
    var row = reader(type).row(List.of(tensor(type, 3, 1 << 24)), SQUARE);
    assertThat(row.inputs()).containsExactly(new float[] {3, 1 << 24});
    assertThat(row.truth()).containsExactly(1);
  }

  @Test
  void idThatFloatsCannotHoldIsRefusedAndNotRounded() {
    assertThatThrownBy(
            () ->
                reader(ElementType.INT64)
                    .row(List.of(tensor(ElementType.INT64, 3, (1L << 24) + 1)), SQUARE))
        .isInstanceOf(UnusableExample.class)
        .hasMessageContaining("element 1 of tensor 'ids' is 16777217");
  }

  @Test
  void idsOfAnotherWidthThanTheHeadsAreRefused() {
    assertThatThrownBy(
            () -> reader(ElementType.INT64).row(List.of(tensor(ElementType.INT32, 3, 4)), SQUARE))
        .isInstanceOf(UnusableExample.class)
        .hasMessageContaining("is int32 [2] in 8 bytes, the head wants int64 [2]");
  }

  private static ExampleReader reader(ElementType type) {
    TensorSpec ids = new TensorSpec("ids", type, new long[] {TensorSpec.DYNAMIC, 2});
    return new ExampleReader(List.of(ids), 2, new ClassTruth(List.of("round", "square")));
  }

  private static NamedTensor tensor(ElementType type, long... ids) {
    ByteBuffer data = ByteBuffer.allocate(ids.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (long id : ids) {
      if (type == ElementType.INT64) {
        data.putLong(id);
      } else {
        data.putInt((int) id);
      }
    }
    return new NamedTensor("ids", type.label(), List.of((long) ids.length), data.flip());
  }
}

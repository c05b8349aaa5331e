package dev.millrace.inference.operator;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.NamedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Activations in the form in which they are logged. */
final class FeatureTensors {

  private FeatureTensors() {}

  /**
   * One event's tensor as a record.
   *
   * @param tensor float32 or int64 {@code [1, …]}; the record has the shape without the first
   *     dimension
   */
  static NamedTensor record(String name, Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(tensor.size() * tensor.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.type() == ElementType.INT64) {
      bytes.asLongBuffer().put(tensor.longs());
    } else {
      bytes.asFloatBuffer().put(tensor.floats());
    }
    long[] shape = tensor.shape();
    List<Long> one = Arrays.stream(shape, 1, shape.length).boxed().toList();
    return new NamedTensor(name, tensor.type().label(), one, bytes);
  }
}

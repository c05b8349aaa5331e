package dev.millrace.trainer.learner;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.stream.Inbound;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.join.JoinOutcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads joined records and checks them against the head: shapes, target, finite numbers. */
final class ExampleReader {

  private final List<TensorSpec> inputs;
  private final int outputs;
  private final Truth truth;
  private final AvroCodec codec = new AvroCodec();

  /**
   * @param inputs the head's inputs without its parameters; the first dimension is the batch
   * @param outputs classes or values of the head
   * @param truth what labels are
   */
  ExampleReader(List<TensorSpec> inputs, int outputs, Truth truth) {
    this.inputs = List.copyOf(inputs);
    this.outputs = outputs;
    this.truth = truth;
  }

  /**
   * Reads an example.
   *
   * @throws UnusableExample where it cannot be learned from
   */
  Example read(JoinOutcome joined) throws UnusableExample {
    Features features = decode(joined.features(), Features.class);
    Label label = decode(joined.label(), Label.class);
    Batch.Row row = row(features.getTensors(), label.getTarget());
    return new Example(
        joined,
        features.getTensors(),
        label.getTarget(),
        row,
        truth.text(row.truth()),
        served(features));
  }

  /**
   * Features and target for the head.
   *
   * @throws UnusableExample where they cannot be learned from
   */
  Batch.Row row(List<NamedTensor> tensors, Object target) throws UnusableExample {
    double[] numbers = truth.numbers(target);
    return new Batch.Row(rows(tensors), numbers, truth.weight(target));
  }

  private <T extends SpecificRecord> T decode(@Nullable Inbound record, Class<T> type)
      throws UnusableExample {
    if (record == null || record.value() == null) {
      throw new UnusableExample(
          UnusableExample.Code.UNREADABLE, "a joined example lacks its " + type.getSimpleName());
    }
    try {
      return codec.decode(record.value(), type);
    } catch (UnreadableRecord e) {
      throw new UnusableExample(
          UnusableExample.Code.UNREADABLE, record.place() + ": " + e.getMessage());
    }
  }

  private List<float[]> rows(List<NamedTensor> tensors) throws UnusableExample {
    Map<String, NamedTensor> byName = new TreeMap<>();
    tensors.forEach(tensor -> byName.put(tensor.getName(), tensor));
    List<float[]> rows = new ArrayList<>();
    for (TensorSpec input : inputs) {
      NamedTensor tensor = byName.get(input.name());
      if (tensor == null) {
        throw wrong(
            "the features have no tensor '%s', only %s".formatted(input.name(), byName.keySet()));
      }
      rows.add(row(input, tensor));
    }
    return rows;
  }

  private static float[] row(TensorSpec input, NamedTensor tensor) throws UnusableExample {
    long[] shape = input.shape();
    List<Long> wanted = new ArrayList<>();
    long size = 1;
    for (int i = 1; i < shape.length; i++) {
      wanted.add(shape[i]);
      size *= shape[i];
    }
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (!tensor.getDtype().equals(input.type().label())
        || !tensor.getShape().equals(wanted)
        || data.remaining() != size * input.type().bytes()) {
      throw wrong(
          "tensor '%s' is %s %s in %d bytes, the head wants %s %s; were the features made by"
                  .formatted(
                      tensor.getName(),
                      tensor.getDtype(),
                      tensor.getShape(),
                      data.remaining(),
                      input.type().label(),
                      wanted)
              + " another bundle?");
    }
    return input.type() == ElementType.FLOAT32
        ? reals(tensor.getName(), data, (int) size)
        : integers(input, data, (int) size);
  }

  private static float[] reals(String name, ByteBuffer data, int size) throws UnusableExample {
    float[] row = new float[size];
    data.asFloatBuffer().get(row);
    for (int i = 0; i < row.length; i++) {
      if (!Float.isFinite(row[i])) {
        throw new UnusableExample(
            UnusableExample.Code.NOT_FINITE,
            "element %d of tensor '%s' is %s".formatted(i, name, row[i]));
      }
    }
    return row;
  }

  private static float[] integers(TensorSpec input, ByteBuffer data, int size)
      throws UnusableExample {
    float[] row = new float[size];
    for (int i = 0; i < size; i++) {
      long value = input.type() == ElementType.INT64 ? data.getLong() : data.getInt();
      if (value < -Batch.LARGEST_INTEGER || value > Batch.LARGEST_INTEGER) {
        throw wrong(
            "element %d of tensor '%s' is %d; the trainer takes integers up to %d"
                .formatted(i, input.name(), value, Batch.LARGEST_INTEGER));
      }
      row[i] = value;
    }
    return row;
  }

  private float[] served(Features features) throws UnusableExample {
    List<Float> scores = features.getScores();
    if (scores.size() != outputs) {
      throw wrong(
          "the features tell %d served scores, the head has %d".formatted(scores.size(), outputs));
    }
    float[] served = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      served[i] = scores.get(i);
    }
    return served;
  }

  private static UnusableExample wrong(String reason) {
    return new UnusableExample(UnusableExample.Code.WRONG_SHAPE, reason);
  }
}

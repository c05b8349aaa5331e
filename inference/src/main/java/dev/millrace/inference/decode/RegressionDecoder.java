package dev.millrace.inference.decode;

import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.avro.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outputs {@code [values]} are the predicted values, in the unit of the label. */
public final class RegressionDecoder implements Decoder {

  private final List<String> names;

  /**
   * A decoder for named values.
   *
   * @param names what each value is; empty numbers them from 0
   */
  public RegressionDecoder(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public Values decode(List<float[]> outputs, @Nullable Geometry geometry) {
    float[] given = outputs.get(0);
    if (!names.isEmpty() && given.length != names.size()) {
      throw new ShapeMismatch(
          "model gives %d values, the task names %s; name each value once"
              .formatted(given.length, names));
    }
    List<String> called = new ArrayList<>(given.length);
    List<Double> values = new ArrayList<>(given.length);
    for (int i = 0; i < given.length; i++) {
      called.add(names.isEmpty() ? String.valueOf(i) : names.get(i));
      values.add((double) given[i]);
    }
    return new Values(called, values);
  }
}

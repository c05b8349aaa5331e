package dev.millrace.inference.decode;

import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.schemas.avro.Embedding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first output is the event's vector. */
public final class VectorDecoder implements Decoder {

  @Override
  public Embedding decode(List<float[]> outputs, @Nullable Geometry geometry) {
    float[] elements = outputs.get(0);
    List<Float> vector = new ArrayList<>(elements.length);
    for (float element : elements) {
      vector.add(element);
    }
    return new Embedding(vector);
  }
}

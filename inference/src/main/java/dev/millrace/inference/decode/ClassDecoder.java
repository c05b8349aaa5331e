package dev.millrace.inference.decode;

import dev.millrace.inference.preprocess.Geometry;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.avro.Classification;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Probabilities {@code [classes]} become a class; of equal ones the first. */
public final class ClassDecoder implements Decoder {

  private final List<String> classes;

  public ClassDecoder(List<String> classes) {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          "classification needs class names: add `classes` to the task or labels to the bundle");
    }
    this.classes = List.copyOf(classes);
  }

  @Override
  public Classification decode(List<float[]> outputs, @Nullable Geometry geometry) {
    float[] probabilities = outputs.get(0);
    if (probabilities.length != classes.size()) {
      throw new ShapeMismatch(
          "model gives %d probabilities for %d classes; make `classes` fit the model"
              .formatted(probabilities.length, classes.size()));
    }
    int best = 0;
    List<Float> all = new ArrayList<>(probabilities.length);
    for (int i = 0; i < probabilities.length; i++) {
      all.add(probabilities[i]);
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return new Classification(classes.get(best), probabilities[best], all);
  }
}

package dev.millrace.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Numbers from PyTorch; {@code make_golden.py} beside them made them. */
public final class Golden {

  private Golden() {}

  public static JsonNode read(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static float[] floats(JsonNode numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.get(i).doubleValue();
    }
    return values;
  }

  /** Largest difference as a part of the largest expected number. */
  public static double distance(float[] actual, float[] expected) {
    double most = 0;
    double scale = 1e-12;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(actual[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return actual.length == expected.length ? most / scale : Double.POSITIVE_INFINITY;
  }
}

package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Two versions side by side: how far each parameter has moved, and the metrics of both. */
public final class Compared {

  private static final double NONE = Double.NaN;

  private Compared() {}

  /** What the API shows. */
  public static ObjectNode json(ModelVersion a, ModelVersion b) {
    ObjectNode node = Json.object().put("a", a.getVersion()).put("b", b.getVersion());
    Map<String, NamedTensor> before = byName(a);
    Map<String, NamedTensor> after = byName(b);
    ArrayNode parameters = node.putArray("parameters");
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.forEach(name -> parameters.add(parameter(name, before.get(name), after.get(name))));
    ObjectNode metrics = node.putObject("metrics");
    TreeSet<String> measured = new TreeSet<>(a.getMetrics().keySet());
    measured.addAll(b.getMetrics().keySet());
    for (String name : measured) {
      ObjectNode both = metrics.putObject(name);
      both.set("a", Json.number(a.getMetrics().getOrDefault(name, NONE)));
      both.set("b", Json.number(b.getMetrics().getOrDefault(name, NONE)));
    }
    return node;
  }

  private static Map<String, NamedTensor> byName(ModelVersion version) {
    return version.getParameters().stream()
        .collect(
            Collectors.toMap(
                NamedTensor::getName, tensor -> tensor, (one, two) -> one, TreeMap::new));
  }

  private static ObjectNode parameter(
      String name, @Nullable NamedTensor a, @Nullable NamedTensor b) {
    ObjectNode node = Json.object().put("name", name);
    ArrayNode shape = node.putArray("shape");
    NamedTensor any = b == null ? a : b;
    if (any != null) {
      any.getShape().forEach(shape::add);
    }
    double[] from = numbers(a);
    double[] to = numbers(b);
    boolean same = from.length == to.length;
    double normA = norm(from);
    double change = NONE;
    double largest = NONE;
    if (same) {
      double[] moved = new double[to.length];
      largest = 0;
      for (int i = 0; i < moved.length; i++) {
        moved[i] = to[i] - from[i];
        largest = Math.max(largest, Math.abs(moved[i]));
      }
      change = norm(moved);
    }
    node.set("normA", Json.number(a == null ? NONE : normA));
    node.set("normB", Json.number(b == null ? NONE : norm(to)));
    node.set("change", Json.number(change));
    node.set("relative", Json.number(normA > 0 ? change / normA : NONE));
    node.set("largest", Json.number(largest));
    return node;
  }

  private static double norm(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  private static double[] numbers(@Nullable NamedTensor tensor) {
    if (tensor == null) {
      return new double[0];
    }
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    boolean single = tensor.getDtype().equals("float32");
    double[] numbers = new double[data.remaining() / (single ? Float.BYTES : Double.BYTES)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (tensor.getDtype()) {
            case "float32" -> data.getFloat();
            case "float64" -> data.getDouble();
            default -> data.getLong();
          };
    }
    return numbers;
  }
}

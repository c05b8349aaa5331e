package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.trainer.Golden;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator with a gradient rule, in the forms of old and new operator sets, against PyTorch
 * and against differences of the operator itself. Cases and tolerances are in the golden files.
 */
final class GoldenOperatorsTest {

  /** A quarter of the distance of values in cases with kinks, so that none steps across one. */
  private static final float STEP = 1f / 64;

  /** Differences are this exact: the step squared, and the rounding of float32 over the step. */
  private static final double DIFFERENCE_TOLERANCE = 3e-3;

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (String family :
        List.of(
            "arithmetic",
            "activations",
            "reductions",
            "shapes",
            "indices",
            "products",
            "convolutions",
            "pools",
            "resizes",
            "normalizations",
            "recurrent")) {
      Golden.read(family + ".json")
          .fields()
          .forEachRemaining(
              field -> {
                if (!field.getKey().equals("about")) {
                  all.add(Arguments.of(field.getKey(), field.getValue()));
                }
              });
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void resultsAndAllGradientsFollowPyTorchAndDifferences(String name, JsonNode golden) {
    double tolerance = golden.get("tolerance").doubleValue();
    try (GoldenOperator operator = new GoldenOperator(golden)) {
      Map<String, Tensor> results = operator.run(operator.inputs());
      for (JsonNode output : golden.get("outputs")) {
        String result = output.get("name").textValue();
        assertThat(distance(results.get(result), output.get("values")))
            .as(result)
            .isLessThan(tolerance);
      }
      JsonNode slopes = golden.get("gradients");
      assertThat(operator.inputs().keySet()).hasSize(slopes.size());
      for (String input : operator.inputs().keySet()) {
        Tensor gradient = results.get("grad(" + input + ")");
        assertThat(gradient.shape()).isEqualTo(operator.inputs().get(input).shape());
        assertThat(distance(gradient, slopes.get(input)))
            .as("gradient by " + input)
            .isLessThan(tolerance);
        if (golden.get("smooth").booleanValue()) {
          assertThat(Golden.distance(gradient.floats(), differences(operator, input)))
              .as("differences by " + input)
              .isLessThan(DIFFERENCE_TOLERANCE);
        }
      }
    }
  }

  @Test
  void everyRowOfTheTableHasACase() {
    Set<String> tested = new HashSet<>();
    cases().forEach(c -> tested.add(((JsonNode) c.get()[1]).get("operator").textValue()));
    Set<String> rows = new HashSet<>(GradientRules.operators());
    assertThat(tested).containsAll(rows);
  }

  private static double distance(Tensor actual, JsonNode expected) {
    return Golden.distance(actual.floats(), Golden.floats(expected));
  }

  private static float[] differences(GoldenOperator operator, String input) {
    Tensor at = operator.inputs().get(input);
    float[] slopes = new float[at.size()];
    for (int i = 0; i < slopes.length; i++) {
      double up = operator.loss(moved(operator.inputs(), input, i, STEP));
      double down = operator.loss(moved(operator.inputs(), input, i, -STEP));
      slopes[i] = (float) ((up - down) / (2 * STEP));
    }
    return slopes;
  }

  private static Map<String, Tensor> moved(
      Map<String, Tensor> inputs, String input, int index, float by) {
    Tensor at = inputs.get(input);
    float[] values = at.floats().clone();
    values[index] += by;
    Map<String, Tensor> moved = new HashMap<>(inputs);
    moved.put(input, Tensor.floats(values, at.shape()));
    return moved;
  }
}

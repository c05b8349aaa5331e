package dev.millrace.trainer.exports;

import dev.millrace.models.graph.GraphSummary;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.trainer.autodiff.GradientRules;
import dev.millrace.trainer.autodiff.Passage;
import dev.millrace.trainer.autodiff.Trainability;
import dev.millrace.trainer.autodiff.Trainability.Deepest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@link Trainability} and {@link GradientRules} say of a file, in lines. */
final class TrainabilityReport {

  private TrainabilityReport() {}

  static List<String> of(OnnxGraph model, long openSize) {
    Map<String, Integer> operators = GraphSummary.of(model).operators();
    List<String> lines = new ArrayList<>();
    lines.add("  gradient rule: " + operators(operators, Passage.YES));
    lines.add("  stops: " + operators(operators, Passage.STOPS));
    lines.add("  none: " + operators(operators, Passage.NO));
    Trainability trainability = new Trainability(model, openSize);
    List<String> parameters = trainability.parameters();
    Deepest deepest = trainability.deepest();
    lines.add(
        "  deepest cut that trains: "
            + deepest.parameter().map(p -> p + ", " + position(parameters, p)).orElse("none"));
    deepest.before().ifPresent(obstacle -> lines.add("  before it: " + brief(obstacle)));
    if (deepest.parameter().isPresent()) {
      Optional<String> obstacle = trainability.obstacle("*");
      lines.add("  all at once: " + obstacle.map(TrainabilityReport::brief).orElse("trains"));
    }
    return lines;
  }

  private static String operators(Map<String, Integer> counts, Passage passage) {
    String names =
        counts.entrySet().stream()
            .filter(count -> GradientRules.passage(count.getKey()) == passage)
            .map(count -> count.getKey() + " " + count.getValue())
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "-" : names;
  }

  private static String position(List<String> parameters, String parameter) {
    return "parameter %d of %d".formatted(parameters.indexOf(parameter) + 1, parameters.size());
  }

  /** Without remedy and version. */
  private static String brief(String obstacle) {
    return obstacle.lines().findFirst().orElse("").replaceAll("; .*|(?<=ONNX Runtime) [0-9.]+", "");
  }
}

package dev.millrace.dashboard.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the cards of the tasks say, as figures.
 *
 * @param cards as the API shows them
 */
public record TaskFigures(Supplier<? extends JsonNode> cards) implements Figures {

  private static final double MILLIS = 1e-3;

  @Override
  public void tell(Consumer<Figure> to) {
    for (JsonNode card : cards.get()) {
      Map<String, String> task = Map.of("task", card.path("task").asText());
      counters(card, task, to);
      gauges(card, task, to);
      metrics(card, task, to);
    }
  }

  private static void counters(JsonNode card, Map<String, String> task, Consumer<Figure> to) {
    to.accept(
        Figure.counter(
            "millrace_task_predictions",
            "Predictions since the views began",
            task,
            card.path("predictions").asDouble()));
    to.accept(
        Figure.counter(
            "millrace_task_labels",
            "Labels since the views began",
            task,
            card.path("labels").asDouble()));
    to.accept(
        Figure.counter(
            "millrace_task_dead_letters",
            "Dead letters of the task and of its feeds",
            task,
            card.path("deadLetters").asDouble()));
  }

  private static void gauges(JsonNode card, Map<String, String> task, Consumer<Figure> to) {
    to.accept(
        Figure.gauge(
            "millrace_task_predictions_per_second",
            "Predictions a second over the last ten",
            task,
            card.path("ratePerSecond").asDouble()));
    for (String part : new String[] {"p50", "p99"}) {
      to.accept(
          Figure.gauge(
              "millrace_task_latency_seconds",
              "From raw record to prediction, over the last minute",
              Map.of("task", task.get("task"), "quantile", "0." + part.substring(1)),
              number(card.path("latencyMs").path(part)) * MILLIS));
    }
    to.accept(
        Figure.gauge(
            "millrace_task_champion_version",
            "Version that answers",
            task,
            card.path("champion").asDouble()));
    to.accept(
        Figure.gauge(
            "millrace_task_newest_version",
            "Newest version that is kept",
            task,
            number(card.path("newestVersion"))));
    to.accept(
        Figure.gauge(
            "millrace_task_paused",
            "1 while training waits",
            task,
            card.path("paused").asBoolean() ? 1 : 0));
    to.accept(
        Figure.gauge(
            "millrace_task_last_prediction_timestamp_seconds",
            "When the newest prediction was appended",
            task,
            number(card.path("lastPredictionAt")) * MILLIS));
  }

  private static void metrics(JsonNode card, Map<String, String> task, Consumer<Figure> to) {
    for (String of : new String[] {"prequential", "served"}) {
      card.path(of)
          .path("metrics")
          .fields()
          .forEachRemaining(
              metric ->
                  to.accept(
                      Figure.gauge(
                          "millrace_task_metric",
                          "Metrics of the learner and of what was served",
                          Map.of("task", task.get("task"), "of", of, "metric", metric.getKey()),
                          number(metric.getValue()))));
    }
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : Double.NaN;
  }
}

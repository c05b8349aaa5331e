package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings labels together with the newest predictions, whichever comes first. A label that finds no
 * prediction is told without one when there is no more room for it to wait. Not thread-safe.
 */
final class Matches {

  private static final int MOST_PREDICTIONS = 20_000;
  private static final int MOST_LABELS = 2_000;

  private record Said(String source, @Nullable ObjectNode predicted) {}

  private record Waiting(Label label, long at) {}

  private final Newest<Said> predictions = new Newest<>(MOST_PREDICTIONS, old -> {});
  private final Newest<Waiting> labels;
  private final Consumer<LiveEvent> out;

  Matches(Consumer<LiveEvent> out) {
    this.out = out;
    labels = new Newest<>(MOST_LABELS, old -> out.accept(event(old, null)));
  }

  void add(Prediction prediction) {
    Said said = new Said(prediction.getSourceId(), Outputs.comparable(prediction.getOutput()));
    String key = key(prediction.getTask(), prediction.getEventId());
    predictions.put(key, said);
    Waiting label = labels.take(key);
    if (label != null) {
      out.accept(event(label, said));
    }
  }

  void add(Label label, long at) {
    String key = key(label.getTask(), label.getEventId());
    Said said = predictions.get(key);
    if (said == null) {
      labels.put(key, new Waiting(label, at));
    } else {
      out.accept(event(new Waiting(label, at), said));
    }
  }

  private static String key(String task, String event) {
    return task + '\0' + event;
  }

  private static LiveEvent event(Waiting waiting, @Nullable Said said) {
    Label label = waiting.label();
    ObjectNode target = Outputs.target(label.getTarget());
    ObjectNode predicted = said == null ? null : said.predicted();
    String source = said == null ? null : said.source();
    ObjectNode node = Json.object().put("task", label.getTask());
    node.put("eventId", label.getEventId()).put("source", source).put("at", waiting.at());
    node.put("labelTime", Json.millis(label.getLabelTime()));
    node.set("target", target);
    node.set("predicted", predicted);
    boolean comparable = predicted != null && predicted.has("class") && target.has("class");
    node.put("right", comparable ? predicted.get("class").equals(target.get("class")) : null);
    return new LiveEvent("label", label.getTask(), source, null, LiveEvent.frame("label", node));
  }
}

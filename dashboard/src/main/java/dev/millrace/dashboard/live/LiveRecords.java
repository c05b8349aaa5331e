package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.dashboard.json.RecordNodes;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.DriftSignal;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.TextMessage;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes live events of records. Not thread-safe. */
final class LiveRecords {

  private static final int MOST_ATTRIBUTES = 16;
  private static final int LONGEST_ATTRIBUTE = 200;

  private final Hub hub;
  private final Inputs inputs;
  private final Matches matches;

  LiveRecords(Hub hub, Pictures pictures) {
    this.hub = hub;
    inputs = new Inputs(pictures);
    matches = new Matches(hub::publish);
  }

  static boolean isEvent(@Nullable SpecificRecord record) {
    return record instanceof TextMessage
        || record instanceof SensorReading
        || record instanceof ImageFrame;
  }

  void accept(ConsumerRecord<byte[], byte[]> place, SpecificRecord record) {
    if (isEvent(record)) {
      inputs.hold(record);
    } else if (record instanceof Prediction prediction) {
      if (hub.anybody()) {
        hub.publish(event(prediction, place.timestamp()));
      }
      matches.add(prediction);
    } else if (record instanceof Label label) {
      matches.add(label, place.timestamp());
    } else if (hub.anybody()) {
      ofModels(place, record);
    }
  }

  private void ofModels(ConsumerRecord<byte[], byte[]> place, SpecificRecord record) {
    if (record instanceof PrequentialMetric metric) {
      publish("prequential", metric.getTask(), RecordNodes.of(metric));
    } else if (record instanceof ServedMetric metric) {
      publish("served", metric.getTask(), RecordNodes.of(metric));
    } else if (record instanceof GateDecision gate) {
      publish("gate", gate.getTask(), RecordNodes.of(gate));
    } else if (record instanceof DriftSignal drift) {
      publish("drift", drift.getTask(), RecordNodes.of(drift));
    } else if (record instanceof ModelVersion version) {
      publish("version", version.getTask(), RecordNodes.of(version, place.value().length));
    } else if (record instanceof ModelAlias alias) {
      publish("alias", alias.getTask(), RecordNodes.of(alias));
    } else if (record instanceof DeadLetter letter) {
      publish("deadletter", letter.getTask(), RecordNodes.of(letter, place));
    }
  }

  private void publish(String type, @Nullable String task, ObjectNode node) {
    hub.publish(LiveEvent.of(type, task, node.put("task", task)));
  }

  private LiveEvent event(Prediction prediction, long at) {
    ObjectNode node = Json.object().put("task", prediction.getTask());
    node.put("eventId", prediction.getEventId()).put("source", prediction.getSourceId());
    node.put("at", at).put("eventTime", Json.millis(prediction.getEventTime()));
    long latency = prediction.getInferredAt() - prediction.getProducedAt();
    node.put("latencyMs", Json.millis(latency)).put("version", prediction.getModel().getVersion());
    ObjectNode attributes = node.putObject("attributes");
    new TreeMap<>(prediction.getAttributes())
        .entrySet().stream()
            .limit(MOST_ATTRIBUTES)
            .forEach(
                one ->
                    attributes.put(
                        Json.cut(one.getKey(), LONGEST_ATTRIBUTE),
                        Json.cut(one.getValue(), LONGEST_ATTRIBUTE)));
    ObjectNode fused = node.putObject("fused");
    new TreeMap<>(prediction.getFused())
        .entrySet().stream()
            .limit(MOST_ATTRIBUTES)
            .forEach(one -> fused.put(Json.cut(one.getKey(), LONGEST_ATTRIBUTE), one.getValue()));
    node.set("output", Outputs.node(prediction.getOutput()));
    node.set("input", inputs.of(prediction.getEventId()));
    return new LiveEvent(
        "prediction",
        prediction.getTask(),
        prediction.getSourceId(),
        prediction.getOutput(),
        LiveEvent.frame("prediction", node));
  }
}

package dev.millrace.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.AuditRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.DriftSignal;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.avro.TrainingControl;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the model topics and dead letters as answers and live events show them. */
public final class RecordNodes {

  private static final int LONGEST_REASON = 2_000;

  private RecordNodes() {}

  public static ObjectNode of(PrequentialMetric metric) {
    ObjectNode node =
        metric(
            metric.getMeasuredAt(),
            metric.getSequence(),
            metric.getExamples(),
            metric.getMetrics());
    StepLoss step = metric.getStep();
    if (step == null) {
      return node.putNull("step");
    }
    ObjectNode shown = node.putObject("step").put("examples", step.getExamples());
    shown.set("before", Json.number(step.getBefore()));
    shown.set("after", Json.number(step.getAfter()));
    shown.put("loss", step.getLoss());
    return node;
  }

  public static ObjectNode of(ServedMetric metric) {
    return metric(
        metric.getMeasuredAt(), metric.getSequence(), metric.getExamples(), metric.getMetrics());
  }

  private static ObjectNode metric(
      long at, long sequence, long examples, Map<String, Double> metrics) {
    ObjectNode node = Json.object().put("at", Json.millis(at));
    node.put("sequence", sequence).put("examples", examples);
    node.set("metrics", Json.numbers(metrics));
    return node;
  }

  public static ObjectNode of(GateDecision gate) {
    ObjectNode node = Json.object().put("at", Json.millis(gate.getDecidedAt()));
    node.put("version", gate.getVersion()).put("champion", gate.getChampion());
    node.put("promoted", gate.getPromoted()).put("reason", gate.getReason());
    node.set("candidateLoss", Json.number(gate.getCandidateLoss()));
    node.set("championLoss", Json.number(gate.getChampionLoss()));
    return node.put("examples", gate.getExamples());
  }

  public static ObjectNode of(DriftSignal drift) {
    ObjectNode node = Json.object().put("at", Json.millis(drift.getMeasuredAt()));
    node.put("sequence", drift.getSequence()).put("detector", drift.getDetector());
    node.put("level", drift.getLevel());
    node.set("statistic", Json.number(drift.getStatistic()));
    node.set("threshold", Json.number(drift.getThreshold()));
    return node;
  }

  /**
   * A version without its weights.
   *
   * @param bytes size of its record
   */
  public static ObjectNode of(ModelVersion version, int bytes) {
    ObjectNode node = Json.object().put("version", version.getVersion());
    node.put("createdAt", Json.millis(version.getCreatedAt())).put("hash", version.getHash());
    node.put("bundleDigest", version.getBundleDigest()).put("bytes", bytes);
    ArrayNode parameters = node.putArray("parameters");
    for (NamedTensor tensor : version.getParameters()) {
      ArrayNode shape =
          parameters
              .addObject()
              .put("name", tensor.getName())
              .put("dtype", tensor.getDtype())
              .putArray("shape");
      tensor.getShape().forEach(shape::add);
    }
    Lineage lineage = version.getLineage();
    node.putObject("lineage")
        .put("parent", lineage.getParent())
        .put("firstSequence", lineage.getFirstSequence())
        .put("lastSequence", lineage.getLastSequence())
        .put("examples", lineage.getExamples())
        .put("seed", lineage.getSeed())
        .put("configDigest", lineage.getConfigDigest())
        .put("ortVersion", lineage.getOrtVersion());
    node.set("metrics", Json.numbers(version.getMetrics()));
    return node;
  }

  public static ObjectNode of(ModelAlias alias) {
    return Json.object()
        .put("champion", alias.getChampion())
        .put("challenger", alias.getChallenger())
        .put("challengerFraction", alias.getChallengerFraction())
        .put("pinned", alias.getPinned())
        .put("reason", alias.getReason())
        .put("decidedBy", alias.getDecidedBy())
        .put("at", Json.millis(alias.getDecidedAt()));
  }

  public static ObjectNode of(TrainingControl control) {
    return Json.object()
        .put("paused", control.getPaused())
        .put("reason", control.getReason())
        .put("decidedBy", control.getDecidedBy())
        .put("at", Json.millis(control.getDecidedAt()));
  }

  public static ObjectNode of(AuditRecord audit) {
    ObjectNode node = Json.object().put("at", Json.millis(audit.getActedAt()));
    node.put("person", audit.getPerson()).put("action", audit.getAction());
    node.put("task", audit.getTask());
    ObjectNode arguments = node.putObject("arguments");
    new TreeMap<>(audit.getArguments()).forEach(arguments::put);
    return node.put("outcome", audit.getOutcome()).put("detail", audit.getDetail());
  }

  /** A dead letter without its bytes. */
  public static ObjectNode of(DeadLetter letter, ConsumerRecord<?, ?> place) {
    return Json.object()
        .put("partition", place.partition())
        .put("offset", place.offset())
        .put("at", Json.millis(letter.getDeadAt()))
        .put("stage", letter.getStage())
        .put("error", letter.getError())
        .put("reason", Json.cut(letter.getReason(), LONGEST_REASON))
        .put("feed", letter.getFeed())
        .put("task", letter.getTask());
  }
}

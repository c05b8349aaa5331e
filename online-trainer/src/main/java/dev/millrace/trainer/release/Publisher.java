package dev.millrace.trainer.release;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.runtime.Ort;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.Lineage;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.task.ConfigDigest;
import dev.millrace.schemas.task.Task;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Makes the records of versions, aliases and decisions of one task. */
public final class Publisher {

  /** Who decides when no person does, as it stands in a {@link ModelAlias}. */
  public static final String GATE = "gate";

  private final Task task;
  private final LearningModel model;
  private final String configDigest;
  private final InstantSource clock;

  /**
   * @param task the task
   * @param model its model
   * @param clock time of publication; it enters no hash
   */
  public Publisher(Task task, LearningModel model, InstantSource clock) {
    this.task = task;
    this.model = model;
    this.configDigest = ConfigDigest.of(task);
    this.clock = clock;
  }

  /**
   * Which examples a version was made of.
   *
   * @param parent version it grew from
   * @param first sequence of the first example learned since the parent
   * @param last sequence of the last one
   * @param examples examples learned since version 0
   */
  public record Span(long parent, long first, long last, long examples) {

    /** Version 0: nothing was learned. */
    public static final Span NONE = new Span(0, 0, -1, 0);
  }

  /** The record of a version. */
  public ModelVersion version(long version, float[] theta, Span span, Map<String, Double> metrics) {
    ParameterPatch patch = new ParameterPatch(model.layout(), theta);
    long seed = task.train().orElseThrow().seed();
    Lineage lineage =
        Lineage.newBuilder()
            .setParent(span.parent())
            .setFirstSequence(span.first())
            .setLastSequence(span.last())
            .setExamples(span.examples())
            .setSeed(seed)
            .setConfigDigest(configDigest)
            .setOrtVersion(Ort.version())
            .build();
    return ModelVersion.newBuilder()
        .setTask(task.name())
        .setVersion(version)
        .setBundleDigest(model.bundleDigest())
        .setParameters(patch.toRecord())
        .setHash(patch.hash())
        .setLineage(lineage)
        .setMetrics(metrics)
        .setCreatedAt(now())
        .build();
  }

  /** The record of an alias that the gate has moved. */
  public ModelAlias alias(long champion, String reason) {
    return alias(champion, Gate.AliasState.FREE, reason);
  }

  /** The record of an alias that was set by hand and overtaken by one of the gate. */
  public ModelAlias restated(Champion champion) {
    return alias(
        champion.version(),
        champion.alias(),
        "set by hand while a decision of the gate was under way");
  }

  private ModelAlias alias(long champion, Gate.AliasState state, String reason) {
    return ModelAlias.newBuilder()
        .setTask(task.name())
        .setChampion(champion)
        .setPinned(state == Gate.AliasState.PINNED)
        .setReason(reason)
        .setDecidedBy(GATE)
        .setDecidedAt(now())
        .build();
  }

  /** The record of what the gate said of a version. */
  public GateDecision decision(long version, Champion champion, Gate.Decision decision) {
    return GateDecision.newBuilder()
        .setTask(task.name())
        .setVersion(version)
        .setChampion(champion.version())
        .setPromoted(decision.promoted())
        .setReason(decision.reason())
        .setCandidateLoss(champion.losses().learnerMean())
        .setChampionLoss(champion.losses().championMean())
        .setExamples(champion.losses().examples())
        .setDecidedAt(now())
        .build();
  }

  /** Microseconds since the epoch. */
  public long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}

package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.Gradients;
import dev.millrace.trainer.autodiff.MovedParameters;
import dev.millrace.trainer.autodiff.StepFailed;
import dev.millrace.trainer.evaluate.PartLosses;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.join.OutcomeBytes;
import dev.millrace.trainer.learner.LearnerState.Pending;
import dev.millrace.trainer.loss.LossNames;
import dev.millrace.trainer.optimizer.Finite;
import dev.millrace.trainer.optimizer.GradientShape;
import dev.millrace.trainer.privacy.PrivacyLedger;
import dev.millrace.trainer.random.DropoutMasks;
import dev.millrace.trainer.release.Champion;
import dev.millrace.trainer.release.Gate;
import dev.millrace.trainer.release.Gate.AliasState;
import dev.millrace.trainer.release.Publisher;
import dev.millrace.trainer.release.Publisher.Span;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns one task from its examples in log order. Every batch is scored under the weights before it
 * is learned; every so many examples a version is published and put before the gate.
 *
 * <p>The parameters of a version depend on the examples in their order, the task's training
 * settings and the bundle alone: not on time, not on what is served, and not on where a checkpoint
 * fell.
 *
 * <p>Owns native sessions; close it. Not thread-safe.
 */
public final class Learner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

  private final Task task;
  private final TrainSpec train;
  private final LearningModel model;
  private final Truth truth;
  private final GradientGraph graph;
  private final Gradients gradients;
  private final DropoutMasks masks;
  private final MovedParameters moved;
  private final GradientShape shape;
  private final ExampleReader reader;
  private final LearnerState state;
  private final LearnerRecords records;
  private final LastStep lastStep;
  private final Refusals refusals;
  private final Publisher publisher;
  private final Gate gate;
  private final VersionSource versions;
  private final LearnerOutput out;
  private final float[] gradient;

  /**
   * A learner at version 0.
   *
   * @param task a task that learns
   * @param taskModel its model
   * @param versions where an older version is found that a person chose
   * @param clock time of records; it enters no parameter
   * @param out where records go
   */
  public Learner(
      Task task,
      TaskModel taskModel,
      VersionSource versions,
      InstantSource clock,
      LearnerOutput out) {
    this.task = task;
    this.train = task.train().orElseThrow();
    this.model = taskModel.learning().orElseThrow();
    this.versions = versions;
    this.out = out;
    TrainingSetup.Compiled compiled = TrainingSetup.compile(train, model.head());
    this.graph = compiled.graph();
    this.masks = new DropoutMasks(train.seed(), train.regularize().dropout(), graph.masks());
    this.gradients = compiled.gradients();
    this.lastStep = new LastStep(graph, LossNames.of(train.loss()));
    this.moved = MovedParameters.of(model.head());
    this.shape = TrainingSetup.shape(train, moved);
    this.truth = Truths.of(train.loss(), taskModel.classNames(), model, graph);
    this.reader = new ExampleReader(graph.inputs(), graph.outputs(), truth);
    this.publisher = new Publisher(task, model, clock);
    this.records = new LearnerRecords(task, truth, publisher);
    this.gate = new Gate(train.gate());
    float[] zero = model.versionZero().theta();
    this.gradient = new float[zero.length];
    this.state =
        new LearnerState(
            zero,
            TrainingSetup.optimizer(train, zero.length),
            train.privacy() == null ? null : new PrivacyLedger(train.privacy()),
            truth.metrics(),
            truth.metrics(),
            new PartLosses(graph.parts()),
            new Champion(zero, train.gate().window()));
    this.refusals = new Refusals(task, state, records, out);
  }

  /** All that the learner knows, for a checkpoint. */
  public byte[] snapshot() {
    return state.encode();
  }

  /** Goes on from a checkpoint of the same task and bundle. */
  public void restore(byte[] snapshot) {
    state.decode(snapshot, this::readmit);
  }

  /** Publishes version 0, unless that was done before. */
  public void start() {
    if (!state.started) {
      state.started = true;
      out.write(publisher.version(0, state.theta, Span.NONE, Map.of()));
      out.write(publisher.alias(0, "the first version"));
    }
  }

  /**
   * Counts what became of a record and checks a joined one.
   *
   * @param receiver takes the example, if it can be learned; otherwise a dead letter is written
   */
  public void admit(JoinOutcome outcome, Consumer<Example> receiver) {
    LearnerCounters.of(outcome.kind()).forEach(state::count);
    if (outcome.kind() == JoinOutcome.Kind.UNREADABLE) {
      refusals.one(outcome, UnusableExample.Code.UNREADABLE.name(), outcome.problem());
    } else if (outcome.features() != null) {
      try {
        receiver.accept(reader.read(outcome));
      } catch (UnusableExample e) {
        refusals.one(outcome, e.code().name(), e.getMessage());
      }
    }
  }

  /** Reads an example that was admitted before a checkpoint; it is not counted again. */
  Example readmit(byte[] joined) {
    try {
      return reader.read(OutcomeBytes.decode(joined));
    } catch (UnusableExample e) {
      throw new IllegalStateException(
          "an example in the checkpoint does not fit the task any more: " + e.getMessage(), e);
    }
  }

  /**
   * Takes the next example of the log.
   *
   * @param sequence its place
   */
  public void learn(long sequence, Example example) {
    state.count(LearnerCounters.EXAMPLES);
    out.write(records.example(sequence, example));
    state.pending.add(new Pending(sequence, example));
    if (state.pending.size() == train.batch()) {
      step();
      state.pending.clear();
      state.scoredPending = 0;
      if (state.learnedSincePublish >= train.publishEvery()) {
        publish();
      }
    }
  }

  /**
   * One step, whole or not at all: whatever goes wrong, weights and optimizer stay as they were.
   */
  private void step() {
    // The first sequence of a batch is in no other: what is drawn for it is drawn once.
    long number = state.pending.get(0).sequence();
    Batch batch = batch();
    GradientGraph.Scores scores;
    state.spend();
    try {
      scores = gradients.of(number, state.theta, masks.on(batch, number), gradient);
    } catch (StepFailed e) {
      refusals.batch(state.pending, e);
      return;
    }
    // Score before learning: afterwards the model has seen these labels.
    test(batch, scores);
    boolean finite = Finite.all(scores.losses());
    if (!finite && train.privacy() != null) {
      // The gradient has passed these over; a step that is left out would tell of them.
      refusals.notFinite(state.pending, scores, Finite.all(gradient));
      finite = true;
    }
    finite &= moved.take(gradient);
    shape.apply(state.theta, gradient);
    if (finite
        && Finite.all(gradient)
        && state.optimizer.propose(state.theta, gradient, state.next)) {
      moved.put(state.next);
      state.accept();
      lastStep.taken(batch, scores.losses());
      learned(batch.size());
    } else {
      state.count(LearnerCounters.STEPS_NON_FINITE);
      refusals.notFinite(state.pending, scores, Finite.all(gradient));
    }
  }

  private void learned(int examples) {
    long first = state.pending.get(0).sequence();
    state.firstSincePublish = state.learnedSincePublish == 0 ? first : state.firstSincePublish;
    state.lastLearned = state.pending.get(state.pending.size() - 1).sequence();
    state.learned += examples;
    state.learnedSincePublish += examples;
  }

  private Batch batch() {
    return new Batch(state.pending.stream().map(pending -> pending.example().row()).toList());
  }

  private void test(Batch batch, GradientGraph.Scores scores) {
    float[] champion =
        state.champion.theta().map(theta -> championLosses(theta, batch, scores)).orElse(null);
    for (int i = state.scoredPending; i < batch.size(); i++) {
      Pending pending = state.pending.get(i);
      state.lastScored = pending.sequence();
      if (scores.failures().containsKey(i)) {
        continue; // It has no score.
      }
      if (Finite.all(scores.scores()[i])) {
        truth.score(state.prequential, scores.scores()[i], pending.example().row());
        state.parts.add(scores.parts(), i);
      }
      if (Finite.all(pending.example().served())) {
        truth.score(state.served, pending.example().served(), pending.example().row());
      }
      if (champion != null) {
        state.champion.losses().add(scores.losses()[i], champion[i]);
      }
      out.write(records.scored(pending, scores.scores()[i], scores.losses()[i], state.version));
    }
  }

  /** Examples that could not be run under the learner's weights are left out. */
  private float[] championLosses(float[] theta, Batch batch, GradientGraph.Scores scores) {
    if (scores.failures().isEmpty()) {
      return graph.score(theta, batch).losses();
    }
    float[] losses = new float[batch.size()];
    for (int i = 0; i < losses.length; i++) {
      if (!scores.failures().containsKey(i)) {
        Batch alone = new Batch(List.of(batch.rows().get(i)));
        losses[i] = graph.score(theta, alone).losses()[0];
      }
    }
    return losses;
  }

  private void publish() {
    long version = ++state.version;
    Span span = new Span(version - 1, state.firstSincePublish, state.lastLearned, state.learned);
    state.learnedSincePublish = 0;
    state.count(LearnerCounters.VERSIONS_PUBLISHED);
    out.write(publisher.version(version, state.theta, span, state.metricsOfVersion()));
    Champion champion = state.champion;
    Gate.Decision decision = gate.decide(champion.losses(), champion.alias());
    out.write(publisher.decision(version, champion, decision));
    if (decision.promoted()) {
      champion.replace(version, state.theta);
      state.count(LearnerCounters.VERSIONS_PROMOTED);
      out.write(publisher.alias(version, decision.reason()));
    }
    LOG.info(
        "version published: task={} version={} last_sequence={} gate={} reason=\"{}\"",
        task.name(),
        version,
        state.lastLearned,
        decision.outcome(),
        decision.reason());
    state.shelf.add(version, champion.version()).forEach(out::retire);
    metrics(lastStep.take(state.theta));
  }

  private void metrics(@Nullable StepLoss step) {
    out.write(records.prequential(state, step));
    out.write(records.served(state.lastScored, state.served));
  }

  /** Nothing follows: an incomplete batch is scored and stays untrained. */
  public void end() {
    if (state.scoredPending < state.pending.size()) {
      Batch batch = batch();
      try {
        test(batch, graph.score(state.theta, batch));
      } catch (StepFailed e) {
        refusals.batch(state.pending, e);
      }
      state.scoredPending = state.pending.size();
    }
    metrics(null);
  }

  /**
   * An alias of this task was written. One by hand holds. The gate's own tell nothing new, unless a
   * person decided while one was under way: it then stands behind theirs, and as the newest alias
   * is what is served, theirs is written again.
   */
  public void alias(ModelAlias alias) {
    if (!alias.getTask().equals(task.name())) {
      return;
    }
    Champion champion = state.champion;
    if (alias.getDecidedBy().equals(Publisher.GATE)) {
      if (alias.getPinned() != (champion.alias() == AliasState.PINNED)) {
        out.write(publisher.restated(champion));
      }
      return;
    }
    champion.hold(alias.getPinned() ? AliasState.PINNED : AliasState.FREE);
    if (alias.getChampion() != champion.version()) {
      champion.replace(alias.getChampion(), parameters(alias.getChampion()));
    }
    LOG.info(
        "alias set by hand: task={} champion={} pinned={} by={}",
        task.name(),
        alias.getChampion(),
        alias.getPinned(),
        alias.getDecidedBy());
  }

  private float @Nullable [] parameters(long version) {
    if (version == 0) {
      return model.versionZero().theta();
    }
    return versions
        .find(version)
        .filter(found -> found.getBundleDigest().equals(model.bundleDigest()))
        .map(found -> ParameterPatch.fromRecord(model.layout(), found.getParameters()).theta())
        .orElse(null);
  }

  /** Counters by name. */
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>(state.counters);
    counters.put(LearnerCounters.EXAMPLES_LEFT_IN_BATCH, (long) state.pending.size());
    return counters;
  }

  @Override
  public void close() {
    graph.close();
  }
}

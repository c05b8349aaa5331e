package dev.millrace.trainer.fit;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.MovedParameters;
import dev.millrace.trainer.evaluate.Prequential;
import dev.millrace.trainer.learner.LoggedExamples;
import dev.millrace.trainer.learner.TrainingSetup;
import dev.millrace.trainer.learner.UnusableExample;
import dev.millrace.trainer.optimizer.GradientShape;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.random.DropoutMasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * Trains a task's head off-line, with the task's own loss and optimizer, in several passes over its
 * example log. The order of each pass is drawn anew from the seed; the parameters with the least
 * validation loss are kept, or the last where nothing is held out.
 *
 * <p>The same log, task and settings give the same bits. Owns native sessions; close it. Not
 * thread-safe.
 */
public final class Fit implements AutoCloseable {

  private final FitSettings settings;
  private final LearningModel model;
  private final Split split;
  private final GradientGraph graph;
  private final LoggedExamples examples;
  private final DropoutMasks masks;
  private final MovedParameters moved;
  private final GradientShape shape;
  private final Optimizer optimizer;
  private final List<Batch.Row> training = new ArrayList<>();
  private final List<Batch.Row> validation = new ArrayList<>();
  private final float[] theta;
  private final float[] gradient;
  private float[] best;
  private double leastLoss = Double.POSITIVE_INFINITY;
  private int epochs;

  /**
   * A head at version 0.
   *
   * @param task a task that learns
   * @param taskModel its model
   * @throws IllegalArgumentException if the task trains with differential privacy
   */
  public Fit(Task task, TaskModel taskModel, FitSettings settings) {
    this.settings = settings;
    TrainSpec train = task.train().orElseThrow();
    model = taskModel.learning().orElseThrow();
    split = new Split(settings.seed(), settings.validation());
    if (train.privacy() != null) {
      throw new IllegalArgumentException(
          "train.privacy counts each example once, and a fit makes several passes");
    }
    graph = TrainingSetup.compile(train, model.head(), settings.batch());
    masks = new DropoutMasks(train.seed(), train.regularize().dropout(), graph.masks());
    moved = MovedParameters.of(model.head());
    shape = TrainingSetup.shape(train, moved);
    examples = new LoggedExamples(task, taskModel, graph);
    theta = model.versionZero().theta();
    best = theta.clone();
    gradient = new float[theta.length];
    optimizer = TrainingSetup.optimizer(train, theta.length);
  }

  /**
   * Takes an example, in the order of the log.
   *
   * @throws UnusableExample where it belongs to another head or names an unknown class
   * @throws IllegalStateException if there are more than the settings allow
   */
  public void add(TrainingExample example) throws UnusableExample {
    if (training.size() + validation.size() == settings.mostExamples()) {
      throw new IllegalStateException(
          "the log holds more than %d examples; allow more of them, or fit on a shorter recording"
              .formatted(settings.mostExamples()));
    }
    Batch.Row row = examples.row(example);
    (split.holdsOut(example.getEventId()) ? validation : training).add(row);
  }

  /** Examples that are learned. */
  public int trainingExamples() {
    return training.size();
  }

  /** Examples that are held out. */
  public int validationExamples() {
    return validation.size();
  }

  /** How the head does on the held-out examples now, before the first pass. */
  public Epoch start() {
    return validated(0, Double.NaN);
  }

  /**
   * One pass.
   *
   * @param progress told the part of the pass that is done, 0 to 1
   * @throws IllegalStateException if there is nothing to learn from, or the loss is not finite
   */
  public Epoch epoch(DoubleConsumer progress) {
    if (training.isEmpty()) {
      throw new IllegalStateException(
          "no example to learn from; the recording needs labels, and the validation part must"
              + " leave some");
    }
    epochs++;
    Collections.shuffle(training, new Random(settings.seed() + epochs));
    double sum = 0;
    for (int from = 0; from < training.size(); from += settings.batch()) {
      sum += step(rows(training, from));
      progress.accept(
          (double) Math.min(from + settings.batch(), training.size()) / training.size());
    }
    return validated(epochs, sum / training.size());
  }

  private Batch rows(List<Batch.Row> rows, int from) {
    return new Batch(rows.subList(from, Math.min(from + settings.batch(), rows.size())));
  }

  /** Learns a batch and gives the sum of its losses before. */
  private double step(Batch batch) {
    Batch masked = masks.on(batch, optimizer.steps());
    double sum = sum(graph.gradient(theta, masked, gradient).losses());
    boolean finite = moved.take(gradient);
    shape.apply(theta, gradient);
    if (!finite) {
      throw new IllegalStateException(
          "the statistics of a batch of %d are not finite in epoch %d; lower the learning rate"
              .formatted(batch.size(), epochs));
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException(
          "the loss became %s in epoch %d; lower the learning rate".formatted(sum, epochs));
    }
    optimizer.step(theta, gradient);
    moved.put(theta);
    return sum;
  }

  private Epoch validated(int number, double trainingLoss) {
    if (validation.isEmpty()) {
      best = theta.clone();
      return new Epoch(number, trainingLoss, Double.NaN, Map.of());
    }
    Prequential metrics = examples.metrics();
    double sum = 0;
    for (int from = 0; from < validation.size(); from += settings.batch()) {
      Batch batch = rows(validation, from);
      GradientGraph.Scores scores = graph.score(theta, batch);
      sum += sum(scores.losses());
      for (int i = 0; i < batch.size(); i++) {
        examples.score(metrics, scores.scores()[i], batch.rows().get(i));
      }
    }
    double loss = sum / validation.size();
    if (loss < leastLoss) {
      leastLoss = loss;
      best = theta.clone();
    }
    return new Epoch(number, trainingLoss, loss, metrics.metrics());
  }

  private static double sum(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum;
  }

  /** The best parameters so far. */
  public ParameterPatch best() {
    return new ParameterPatch(model.layout(), best.clone());
  }

  @Override
  public void close() {
    graph.close();
  }
}

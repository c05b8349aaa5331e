package dev.millrace.trainer.autodiff;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Ort;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.SessionSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A head and a loss, compiled for ONNX Runtime: scores, losses and, on demand, the gradient, all
 * under the same weights. Large batches are cut into shards that run side by side, each on one
 * thread with deterministic kernels, and added in order, so the same batch gives the same bits.
 *
 * <p>Owns two sessions, the off-heap tensors of one batch and threads; close it. Not thread-safe.
 */
public final class GradientGraph implements AutoCloseable {

  /** What examples can hold: activations, and indices such as token ids. */
  private static final Set<ElementType> INPUTS =
      Set.of(ElementType.FLOAT32, ElementType.INT64, ElementType.INT32);

  private final ParameterLayout layout;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> masks;
  private final boolean scoresAsItTrains;
  private final TensorSpec score;
  private final Loss loss;
  private final OrtSession scoring;
  private final OrtSession training;
  private final Sharding sharding;
  private final ShardThreads threads = new ShardThreads();
  private final ShardedTensors usual;
  private final @Nullable PlainHead plain;

  private GradientGraph(
      HeadGraph head,
      MaskedHead masked,
      Loss loss,
      int batch,
      Sharding sharding,
      OrtSession scoring,
      OrtSession training,
      @Nullable PlainHead plain)
      throws OrtException {
    this.masks = masked.masks();
    this.scoresAsItTrains = masks.isEmpty() && MovingStatistics.trained(masked.head()).isEmpty();
    this.layout = ParameterLayout.of(head.parameters());
    this.inputs = new TrainingGraphs(head, loss).inputs();
    this.score = head.graph().output(head.score()).orElseThrow();
    this.loss = loss;
    this.scoring = scoring;
    this.training = training;
    this.sharding = sharding;
    this.usual = tensors(batch);
    this.plain = plain;
  }

  /**
   * Compiles.
   *
   * @param batch number of examples of most calls; others work, but allocate
   * @throws NoGradient where the head cannot be differentiated
   */
  public static GradientGraph compile(HeadGraph head, Loss loss, int batch) {
    return compile(head, MaskedHead.none(head), loss, batch);
  }

  /**
   * Compiles a head that trains with dropout.
   *
   * @param head the head as it scores
   * @param masked the same as it trains
   * @param batch number of examples of most calls; others work, but allocate
   * @throws NoGradient where the head cannot be differentiated
   */
  public static GradientGraph compile(HeadGraph head, MaskedHead masked, Loss loss, int batch) {
    return compile(head, masked, loss, batch, sharding(masked, batch));
  }

  /** Compiles, with batches cut as told. */
  static GradientGraph compile(
      HeadGraph head, MaskedHead masked, Loss loss, int batch, Sharding sharding) {
    OnnxGraph training = new TrainingGraphs(masked.head(), loss).training();
    PlainHead plain = PlainHead.of(head, loss).orElse(null);
    return compile(head, masked, loss, batch, sharding, training, plain);
  }

  private static Sharding sharding(MaskedHead masked, int batch) {
    return batch == 1 ? Sharding.NONE : Sharding.of(masked.head());
  }

  private static GradientGraph compile(
      HeadGraph head,
      MaskedHead masked,
      Loss loss,
      int batch,
      Sharding sharding,
      OnnxGraph training,
      @Nullable PlainHead plain) {
    TrainingGraphs graphs = new TrainingGraphs(head, loss);
    graphs.inputs().forEach(GradientGraph::requireReadable);
    try {
      OrtSession scoring = session(graphs.scoring());
      OrtSession gradient = session(training);
      return new GradientGraph(head, masked, loss, batch, sharding, scoring, gradient, plain);
    } catch (OrtException e) {
      throw new NoGradient("ONNX Runtime cannot run the head's gradient: " + e.getMessage());
    }
  }

  /**
   * Compiles a head whose {@link #gradient} is the mean of the examples' own gradients, each
   * shortened to a length; an example whose gradient is not finite counts as zeros. Examples'
   * inputs must be finite.
   *
   * @param length longest gradient of an example
   * @return empty where the head is more than dense layers, each used once
   * @throws NoGradient where the head cannot be differentiated
   */
  public static Optional<GradientGraph> compileClipped(
      HeadGraph head, MaskedHead masked, Loss loss, int batch, double length) {
    return new TrainingGraphs(masked.head(), loss)
        .clipped(length)
        .map(
            training ->
                // The loops in Java shorten nothing.
                compile(
                    head,
                    masked,
                    loss,
                    batch,
                    sharding(masked, batch),
                    training,
                    /* plain= */ null));
  }

  private static void requireReadable(TensorSpec input) {
    if (!INPUTS.contains(input.type())) {
      throw new NoGradient(
          "input %s of the head must be float32, int64 or int32; cast it in the model"
              .formatted(input));
    }
  }

  private static OrtSession session(OnnxGraph graph) throws OrtException {
    try (OrtSession.SessionOptions options = Ort.options(SessionSettings.DEFAULT)) {
      return Ort.environment().createSession(graph.toBytes(), options);
    }
  }

  /**
   * What a run gives.
   *
   * @param scores the head's score of each example, {@code [n][k]}
   * @param losses loss of each example {@code [n]}
   * @param parts losses by part of an objective, {@code [parts][n]}; empty where the loss is one
   * @param failures why an example could not be run by itself, by its row; its scores and loss are
   *     NaN
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once and compared by nobody.
  public record Scores(
      float[][] scores, float[] losses, float[][] parts, Map<Integer, String> failures) {
    public Scores {
      failures = Map.copyOf(failures);
    }

    /** Scores of examples that could all be run, by a loss of one part. */
    public Scores(float[][] scores, float[] losses) {
      this(scores, losses, new float[0][], Map.of());
    }
  }

  /** Names and shapes of what an example's features must hold, in order; the batch comes first. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /** Names and shapes of the masks that a gradient wants of each example. */
  public List<TensorSpec> masks() {
    return masks;
  }

  /** Classes or values of the head. */
  public int outputs() {
    return (int) score.shape()[1];
  }

  /** Names of the parts of an objective; none where the loss is one. */
  public List<String> parts() {
    return loss.parts();
  }

  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Scores examples.
   *
   * @param theta parameters {@code [P]}
   * @param batch the examples
   */
  public Scores score(float[] theta, Batch batch) {
    if (plain != null && plain.takes(batch.size())) {
      return plain.score(theta, batch);
    }
    return run(batch, tensors -> tensors.score(scoring, theta, batch));
  }

  /**
   * Scores examples and gives the gradient of their mean loss; scores and losses are those without
   * masks and without statistics of the batch. {@link MovedParameters} get new values instead.
   *
   * @param theta parameters {@code [P]}
   * @param batch the examples
   * @param gradient receives the gradient {@code [P]}
   */
  public Scores gradient(float[] theta, Batch batch, float[] gradient) {
    // With masks the head that trains is another one.
    if (plain != null && masks.isEmpty() && plain.takes(batch.size())) {
      return plain.gradient(theta, batch, gradient);
    }
    Scores scores = run(batch, tensors -> tensors.gradient(training, theta, batch, gradient));
    return scoresAsItTrains ? scores : score(theta, batch);
  }

  private interface Run {
    Scores on(ShardedTensors tensors) throws OrtException;
  }

  private Scores run(Batch batch, Run run) {
    try {
      if (batch.size() == usual.rows()) {
        return run.on(usual);
      }
      try (ShardedTensors own = tensors(batch.size())) {
        return run.on(own);
      }
    } catch (OrtException e) {
      throw new StepFailed(
          "a step over %d examples failed in ONNX Runtime: %s"
              .formatted(batch.size(), e.getMessage()),
          e);
    }
  }

  private ShardedTensors tensors(int rows) throws OrtException {
    return new ShardedTensors(
        rows,
        sharding.shards(rows),
        layout.size(),
        part -> new RunTensors(part, layout, inputs, masks, loss, score),
        threads);
  }

  @Override
  public void close() {
    usual.close();
    threads.close();
    try {
      scoring.close();
      training.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session failed: " + e.getMessage(), e);
    }
  }
}

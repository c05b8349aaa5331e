package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NameGlob;
import dev.millrace.models.graph.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A loss that appends itself to a head: one row of the table of losses. */
public interface Loss {

  /** Name of the graph input that holds the truth. */
  String TARGET = "millrace.target";

  /** Name of the graph input that holds a weight of each example {@code [n, 1]}. */
  String WEIGHT = "millrace.weight";

  /** Glob over all parameters. */
  String ALL = "*";

  /** Whether examples have weights. */
  enum Weights {
    NONE,
    ONE_EACH
  }

  /**
   * Type and shape of the truth.
   *
   * @param outputs classes or values of the head
   */
  TensorSpec target(long outputs);

  /** Whether {@link #WEIGHT} is an input. */
  default Weights weights() {
    return Weights.NONE;
  }

  /** Names of the parts whose losses are told one by one; none where the loss is one. */
  default List<String> parts() {
    return List.of();
  }

  /** The same loss in Java, where it has such a form. */
  default Optional<PlainLoss> plain() {
    return Optional.empty();
  }

  /**
   * Appends the loss.
   *
   * @throws NoGradient where the score is nothing this loss can be computed from
   */
  Terms append(Place at);

  /**
   * Where a loss is appended.
   *
   * @param head the head
   * @param score its output that is judged {@code [n, k]}
   * @param target value that holds the truth
   * @param write appends operators
   */
  record Place(HeadGraph head, String score, String target, NodeWriter write) {

    /** k, the classes or values of the score. */
    public long outputs() {
      TensorSpec spec = head.graph().output(score).orElseThrow();
      if (!spec.ranked() || spec.shape().length != 2 || spec.shape()[1] < 1) {
        throw new NoGradient("a loss needs scores [n, k] of fixed width, not " + spec);
      }
      return spec.shape()[1];
    }

    /** The same place with another score and truth. */
    public Place at(String otherScore, String otherTarget) {
      return new Place(head, otherScore, otherTarget, write);
    }
  }

  /**
   * Names of what was appended.
   *
   * @param losses loss of each example {@code [n]}
   * @param seeds where gradients start
   * @param parts loss of each example {@code [n]} by each of {@link Loss#parts}, in their order
   */
  record Terms(String losses, List<Seed> seeds, List<String> parts) {
    public Terms {
      seeds = List.copyOf(seeds);
      parts = List.copyOf(parts);
    }

    /** A loss of one part. */
    public Terms(String losses, List<Seed> seeds) {
      this(losses, seeds, List.of());
    }

    /** One seed, for all parameters. */
    public Terms(String losses, String seed, String seedGradient) {
      this(losses, List.of(new Seed("loss", seed, seedGradient, ALL)));
    }
  }

  /**
   * Where a gradient starts.
   *
   * @param part name of the part of the loss, for errors
   * @param value value of the head that the part is a function of {@code [n, k]}
   * @param gradient gradient of the summed part by it {@code [n, k]}
   * @param parameters glob over the parameters that it reaches
   */
  record Seed(String part, String value, String gradient, String parameters) {

    boolean reaches(String parameter) {
      return parameters.equals(ALL) || NameGlob.of(parameters).matches(parameter);
    }
  }
}

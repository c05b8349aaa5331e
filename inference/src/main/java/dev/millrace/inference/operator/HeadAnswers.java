package dev.millrace.inference.operator;

import dev.millrace.inference.decode.Decoder;
import dev.millrace.inference.operator.TensorScoring.Activations;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.LearningModel.Targets;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.LoadedPatch;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.schemas.avro.NamedTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a head that learns: the weights are those that are served when the batch begins, for
 * the whole batch. A challenger runs on the same activations.
 *
 * <p>The head runs row by row, so that a score never depends on batch mates, see {@link Head}.
 */
final class HeadAnswers implements TensorScoring.Answers {

  private final LearningModel model;
  private final Head head;
  private final ModelSwitch models;
  private final Decoder decoder;

  /**
   * @param head closed with this
   * @param models which weights are served; closed with this
   */
  HeadAnswers(LearningModel model, Head head, ModelSwitch models, Decoder decoder) {
    this.model = model;
    this.head = head;
    this.models = models;
    this.decoder = decoder;
  }

  @Override
  public List<Answer> of(List<Activations> batch) {
    try (ServedModels served = models.current()) {
      return batch.stream().map(one -> answer(served, one)).toList();
    }
  }

  private Answer answer(ServedModels served, Activations one) {
    Map<String, Tensor> features = features(one);
    ServedModels.Version champion = served.champion();
    float[] scores = scores(features, champion.weights());
    ServedModels.Version challenger = served.challenger();
    if (challenger == null) {
      return answer(scores, champion, learning(features, scores, null, null));
    }
    float[] others = scores(features, challenger.weights());
    boolean theirs = served.challengerAnswers(one.question().facts().eventId());
    float[] answering = theirs ? others : scores;
    return answer(
        answering,
        theirs ? challenger : champion,
        learning(features, answering, boxed(others), challenger.number()));
  }

  private Answer answer(float[] scores, ServedModels.Version by, Answer.Learning learning) {
    return new Answer(decoder.decode(List.of(scores), null), by.number(), learning);
  }

  private static Answer.Learning learning(
      Map<String, Tensor> features,
      float[] scores,
      @Nullable List<Float> challengerScores,
      @Nullable Long challenger) {
    return new Answer.Learning(records(features), boxed(scores), challengerScores, challenger);
  }

  /** The head's inputs of one event, each with a first dimension of 1. */
  private Map<String, Tensor> features(Activations one) {
    Map<String, Tensor> features = new LinkedHashMap<>();
    for (TensorSpec spec : model.features()) {
      features.put(spec.name(), one.outputs().get(spec.name()));
    }
    if (model.head().scaled()) {
      boolean bySource = model.targets() == Targets.SCALED_BY_SOURCE;
      Sample sample = one.question().sample();
      features.put(Heads.OFFSET, scalar(bySource ? sample.offset() : 0));
      features.put(Heads.FACTOR, scalar(bySource ? sample.factor() : 1));
    }
    return features;
  }

  private static Tensor scalar(float value) {
    return Tensor.floats(new float[] {value}, 1, 1);
  }

  private float[] scores(Map<String, Tensor> features, LoadedPatch weights) {
    return head.run(features, weights, List.of(model.score())).get(model.score()).floats();
  }

  private static List<NamedTensor> records(Map<String, Tensor> features) {
    List<NamedTensor> records = new ArrayList<>();
    features.forEach((name, tensor) -> records.add(FeatureTensors.record(name, tensor)));
    return records;
  }

  private static List<Float> boxed(float[] scores) {
    List<Float> boxed = new ArrayList<>(scores.length);
    for (float score : scores) {
      boxed.add(score);
    }
    return boxed;
  }

  @Override
  public void close() {
    models.close();
    head.close();
  }
}

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
    List<Map<String, Tensor>> features = batch.stream().map(this::features).toList();
    Map<String, Tensor> stacked = stacked(features);
    try (ServedModels served = models.current()) {
      Tensor champion = scores(stacked, served.championWeights());
      LoadedPatch rival = served.challengerWeights();
      Tensor challenger = rival == null ? null : scores(stacked, rival);
      List<Answer> answers = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        float[] first = champion.rows(i, i + 1).floats();
        float[] second = challenger == null ? null : challenger.rows(i, i + 1).floats();
        String eventId = batch.get(i).question().facts().eventId();
        answers.add(answer(served, eventId, features.get(i), first, second));
      }
      return answers;
    }
  }

  private Answer answer(
      ServedModels served,
      String eventId,
      Map<String, Tensor> features,
      float[] champion,
      float @Nullable [] challenger) {
    boolean rivalAnswers = challenger != null && served.challengerAnswers(eventId);
    float[] scores = rivalAnswers ? challenger : champion;
    Long rival = served.challenger();
    long version = rivalAnswers && rival != null ? rival : served.champion();
    return new Answer(
        decoder.decode(List.of(scores), null),
        version,
        new Answer.Learning(
            records(features),
            boxed(scores),
            challenger == null ? null : boxed(challenger),
            rival));
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

  private static Map<String, Tensor> stacked(List<Map<String, Tensor>> features) {
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (String name : features.get(0).keySet()) {
      stacked.put(name, Tensor.concat(features.stream().map(f -> f.get(name)).toList()));
    }
    return stacked;
  }

  private Tensor scores(Map<String, Tensor> features, LoadedPatch weights) {
    return head.run(features, weights, List.of(model.score())).get(model.score());
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

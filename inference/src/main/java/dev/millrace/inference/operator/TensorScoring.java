package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.ModelInput.Tensors;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks with one model: prepare, run the backbone on what is fit for it, answer from its outputs.
 */
final class TensorScoring implements Scoring {

  private final Inputs inputs;
  private final Backbone backbone;
  private final Answers answers;

  /** From the backbone's outputs to answers. */
  interface Answers extends AutoCloseable {

    /** Answers a batch; an answer for each entry, in order. */
    List<Answer> of(List<Activations> batch);

    @Override
    default void close() {}
  }

  /**
   * What the backbone says of one event.
   *
   * @param question the event
   * @param input what went in
   * @param outputs outputs by name, with a first dimension of 1
   */
  record Activations(Question question, Tensors input, Map<String, Tensor> outputs) {}

  TensorScoring(Inputs inputs, Backbone backbone, Answers answers) {
    this.inputs = inputs;
    this.backbone = backbone;
    this.answers = answers;
  }

  @Override
  public List<Outcome<Answer>> answer(List<Question> batch) {
    List<Outcome<ModelInput>> prepared = batch.stream().map(inputs::of).toList();
    List<Integer> fit = new ArrayList<>();
    List<Tensors> ready = new ArrayList<>();
    for (int i = 0; i < prepared.size(); i++) {
      if (prepared.get(i) instanceof Outcome.Prepared<ModelInput> one) {
        fit.add(i);
        ready.add((Tensors) one.value());
      }
    }
    Map<Integer, Answer> answered = new HashMap<>();
    if (!fit.isEmpty()) {
      List<Map<String, Tensor>> outputs = backbone.run(ready);
      List<Activations> activations = new ArrayList<>();
      for (int f = 0; f < fit.size(); f++) {
        activations.add(new Activations(batch.get(fit.get(f)), ready.get(f), outputs.get(f)));
      }
      List<Answer> answers = this.answers.of(activations);
      for (int f = 0; f < fit.size(); f++) {
        answered.put(fit.get(f), answers.get(f));
      }
    }
    List<Outcome<Answer>> outcomes = new ArrayList<>();
    for (int i = 0; i < prepared.size(); i++) {
      Answer answer = answered.get(i);
      outcomes.add(prepared.get(i).then(input -> Outcome.prepared(answer)));
    }
    return outcomes;
  }

  @Override
  public void close() {
    answers.close();
    backbone.close();
    inputs.close();
  }
}

package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.ModelInput.Tensors;
import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.models.runtime.Tensor;
import java.util.ArrayList;
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
  public Outcome<ModelInput> prepare(Question question) {
    return inputs.of(question);
  }

  @Override
  public List<Answer> answer(List<Ready> batch) {
    List<Tensors> ready = batch.stream().map(one -> (Tensors) one.input()).toList();
    List<Map<String, Tensor>> outputs = backbone.run(ready);
    List<Activations> activations = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      activations.add(new Activations(batch.get(i).question(), ready.get(i), outputs.get(i)));
    }
    return answers.of(activations);
  }

  @Override
  public void close() {
    answers.close();
    backbone.close();
    inputs.close();
  }
}

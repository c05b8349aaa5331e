package dev.millrace.inference.operator;

import dev.millrace.inference.decode.Decoder;
import dev.millrace.inference.operator.TensorScoring.Activations;
import java.util.List;

/** Answers of a model that does not learn: its outputs, decoded. */
record FrozenAnswers(Decoder decoder, List<String> outputs) implements TensorScoring.Answers {

  @Override
  public List<Answer> of(List<Activations> batch) {
    return batch.stream().map(this::answer).toList();
  }

  private Answer answer(Activations one) {
    List<float[]> values = outputs.stream().map(name -> one.outputs().get(name).floats()).toList();
    return new Answer(decoder.decode(values, one.input().geometry()), 0, null);
  }
}

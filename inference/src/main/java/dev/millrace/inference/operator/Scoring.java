package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;
import dev.millrace.inference.preprocess.Outcome;
import java.util.List;

/** How a kind of task answers a micro-batch. Called from several threads at once. */
interface Scoring extends AutoCloseable {

  /** Brings an event to the form its model takes. */
  Outcome<ModelInput> prepare(Question question);

  /**
   * Answers a batch.
   *
   * @param batch events whose inputs have one {@link ModelInput#shape()}
   * @return an answer for each, in order
   * @throws dev.millrace.models.runtime.RunFailed if the model fails on the batch as a whole
   */
  List<Answer> answer(List<Ready> batch);

  @Override
  void close();
}

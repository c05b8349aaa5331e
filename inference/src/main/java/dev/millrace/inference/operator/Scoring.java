package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import java.util.List;

/** How a kind of task answers a micro-batch. Called from several threads at once. */
interface Scoring extends AutoCloseable {

  /**
   * Answers a batch.
   *
   * @return an outcome for each question, in order
   * @throws dev.millrace.models.runtime.RunFailed if the model fails on the batch as a whole
   */
  List<Outcome<Answer>> answer(List<Question> batch);

  @Override
  void close();
}

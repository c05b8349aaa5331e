package dev.millrace.inference.operator;

import dev.millrace.schemas.avro.NamedTensor;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of one event.
 *
 * @param output one of the records that {@code Prediction.output} holds
 * @param version version that answered
 * @param learning what the trainer needs; null where the task does not learn
 */
record Answer(SpecificRecord output, long version, @Nullable Learning learning) {

  /**
   * Activations and scores of one event.
   *
   * @param features the head's inputs, without the batch dimension
   * @param scores the answering version's scores
   * @param challengerScores the challenger's scores; null where there is none
   * @param challenger the challenger's version; null where there is none
   */
  record Learning(
      List<NamedTensor> features,
      List<Float> scores,
      @Nullable List<Float> challengerScores,
      @Nullable Long challenger) {}
}

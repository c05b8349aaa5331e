package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.join.JoinOutcome;
import java.util.List;

/**
 * Features with their label, checked against the task's head and ready to be learned.
 *
 * @param joined the records it was read from
 * @param tensors the features as they came, for the example log
 * @param target the label's target as it came
 * @param row the same for the head
 * @param label the truth as text
 * @param served scores that were served for the event {@code [k]}
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and compared by nobody.
public record Example(
    JoinOutcome joined,
    List<NamedTensor> tensors,
    Object target,
    Batch.Row row,
    String label,
    float[] served) {

  public Example {
    tensors = List.copyOf(tensors);
  }

  public String eventId() {
    return joined.eventId();
  }

  /** Whether the label came after the watermark had passed its time. */
  public boolean late() {
    return joined.kind() == JoinOutcome.Kind.JOINED_LATE;
  }
}

package dev.millrace.trainer.learner;

import org.apache.avro.specific.SpecificRecord;

/** Where the learner's records go; all that one call to the learner writes belongs together. */
public interface LearnerOutput {

  /** An example, a version, an alias, a metric, a decision or a dead letter. */
  void write(SpecificRecord record);

  /** A version that is not kept any longer. */
  void retire(long version);
}

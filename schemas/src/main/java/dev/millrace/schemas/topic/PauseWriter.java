package dev.millrace.schemas.topic;

import dev.millrace.schemas.avro.TrainingControl;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Pauses and resumes the training of a task by hand.
 *
 * @param kafka where the controls lie
 * @param clock the time of the decision
 * @param person who decides
 */
public record PauseWriter(KafkaAccess kafka, InstantSource clock, String person) {

  /** What the trainer may do. */
  public enum Training {
    /** Examples wait in their order. */
    PAUSED,
    /** Those that wait are learned, and all that follow. */
    RUNNING
  }

  /** Writes the control and returns it once the broker has it. */
  public TrainingControl set(String task, Training training, String reason)
      throws InterruptedException {
    TrainingControl control =
        TrainingControl.newBuilder()
            .setTask(task)
            .setPaused(training == Training.PAUSED)
            .setReason(reason)
            .setDecidedBy(person)
            .setDecidedAt(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))
            .build();
    kafka.write(kafka.topics().trainingControls(), task, control);
    return control;
  }
}

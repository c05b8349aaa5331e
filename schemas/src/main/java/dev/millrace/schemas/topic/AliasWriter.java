package dev.millrace.schemas.topic;

import dev.millrace.schemas.avro.ModelAlias;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Sets by hand which version of a task answers.
 *
 * @param kafka where the alias topic lies
 * @param clock the time of the decision
 * @param person who decides
 */
public record AliasWriter(KafkaAccess kafka, InstantSource clock, String person) {

  /** Whether the gate may move the alias on. */
  public enum Hold {
    /** The gate leaves it alone until it is unpinned. */
    PINNED,
    /** The gate decides again. */
    FREE
  }

  /** Writes the alias and returns it once the broker has it. */
  public ModelAlias set(String task, long champion, Hold hold, String reason)
      throws InterruptedException {
    ModelAlias alias =
        ModelAlias.newBuilder()
            .setTask(task)
            .setChampion(champion)
            .setPinned(hold == Hold.PINNED)
            .setReason(reason)
            .setDecidedBy(person)
            .setDecidedAt(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))
            .build();
    kafka.write(kafka.topics().modelAliases(), task, alias);
    return alias;
  }
}

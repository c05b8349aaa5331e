package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.ingest.topology.Outcome.Accepted;
import dev.millrace.ingest.topology.Outcome.Clash;
import dev.millrace.ingest.topology.Outcome.Identity;
import dev.millrace.ingest.topology.Outcome.Refused;
import dev.millrace.ingest.topology.SeenIds.Seen;
import dev.millrace.ingest.topology.Tally.Counter;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Drops exact repeats and refuses events that reuse an id. A label may come again with another
 * truth, which corrects it; only its exact repeat is dropped.
 */
final class Deduplicate implements Processor<String, Object, String, byte[]> {

  static final String NODE = "deduplicate";

  /** Every ten seconds 50,000 entries: a day at 1,000 events/s is swept within five hours. */
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private static final int SWEEP_ENTRIES = 50_000;

  private final DeadLetters deadLetters;
  private final InstantSource clock;
  private final Limits limits;
  private ProcessorContext<String, byte[]> context;
  private Counters counters;
  private SeenIds seen;

  Deduplicate(DeadLetters deadLetters, InstantSource clock, Limits limits) {
    this.deadLetters = deadLetters;
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    counters = new Counters(context.getStateStore(Counters.STORE));
    seen = new SeenIds(context.getStateStore(SeenIds.STORE), clock, limits.remembered());
    context.schedule(
        SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> seen.sweep(SWEEP_ENTRIES));
  }

  @Override
  public void process(Record<String, Object> record) {
    Accepted accepted = (Accepted) record.value();
    Identity identity = accepted.identity();
    if (identity == null) {
      send(accepted);
      return;
    }
    Seen before = seen.look(identity.id(), identity.payload());
    if (before == Seen.SAME_PAYLOAD) {
      counters.add(accepted.tally(), Counter.DUPLICATES);
    } else if (before == Seen.OTHER_PAYLOAD && identity.clash() == Clash.REFUSE) {
      refuse(accepted);
    } else {
      seen.remember(identity.id(), identity.payload());
      send(accepted);
    }
  }

  private void send(Accepted accepted) {
    counters.add(accepted.tally(), Counter.OUT);
    context.forward(
        new Record<>(accepted.key(), accepted.value(), accepted.raw().timestamp()),
        IngestTopology.sink(accepted.topic()));
  }

  private void refuse(Accepted accepted) {
    counters.add(accepted.tally(), Counter.DEAD_LETTERS);
    Rejection rejection =
        new Rejection(
            Cause.DUPLICATE_WITH_OTHER_PAYLOAD,
            "event '"
                + accepted.subject().eventId()
                + "' of source '"
                + accepted.subject().source()
                + "' came before, within "
                + limits.remembered()
                + ", with another payload; give every event its own id");
    context.forward(
        deadLetters.write(
            new Refused(
                accepted.raw(),
                accepted.tally(),
                accepted.subject(),
                Stage.DEDUPLICATE,
                rejection)),
        IngestTopology.DEAD_LETTER_SINK);
  }
}

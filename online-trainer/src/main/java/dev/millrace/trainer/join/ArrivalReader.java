package dev.millrace.trainer.join;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.Label;
import dev.millrace.stream.Inbound;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Reads event id and time of one task's features and labels; records of other tasks and tombstones
 * are passed over.
 */
public final class ArrivalReader implements FlatMapFunction<Inbound, Arrival> {

  private static final long serialVersionUID = 1L;

  /** What happens to a record that cannot be read, and so is of no known task. */
  public enum Unreadable {
    /** It goes on, to become a dead letter. */
    REPORTED,
    /** Another task of the same job reports it. */
    PASSED_OVER
  }

  private final String task;
  private final Unreadable unreadable;
  private transient @Nullable AvroCodec codec;

  /**
   * @param task name of the task
   * @param unreadable what happens to a record that cannot be read
   */
  public ArrivalReader(String task, Unreadable unreadable) {
    this.task = task;
    this.unreadable = unreadable;
  }

  @Override
  public void flatMap(Inbound record, Collector<Arrival> out) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    try {
      SpecificRecord read = codec().decode(value);
      if (read instanceof Features features && features.getTask().equals(task)) {
        out.collect(Arrival.readable(features.getEventId(), features.getEventTime(), record));
      } else if (read instanceof Label label && label.getTask().equals(task)) {
        out.collect(Arrival.readable(label.getEventId(), label.getLabelTime(), record));
      }
    } catch (UnreadableRecord e) {
      if (unreadable == Unreadable.REPORTED) {
        out.collect(Arrival.unreadable(record, e.code() + ": " + e.getMessage()));
      }
    }
  }

  private AvroCodec codec() {
    AvroCodec known = codec;
    if (known == null) {
      known = new AvroCodec();
      codec = known;
    }
    return known;
  }
}

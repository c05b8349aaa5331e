package dev.millrace.ingest.source;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one row becomes.
 *
 * @param records in the order in which they are sent
 * @param eventTime time of its event, microseconds since 1970-01-01T00:00:00Z; null where it has
 *     none that is known here
 * @param labels how many of the records are labels
 * @param malformed whether it can't be read, and ingest will dead-letter it
 */
public record RowRecords(
    List<ProducerRecord<byte[], byte[]>> records,
    @Nullable Long eventTime,
    int labels,
    boolean malformed) {

  public RowRecords {
    records = List.copyOf(records);
  }

  /** One record with an event. */
  public static RowRecords one(ProducerRecord<byte[], byte[]> record, @Nullable Long eventTime) {
    return new RowRecords(List.of(record), eventTime, 0, false);
  }
}

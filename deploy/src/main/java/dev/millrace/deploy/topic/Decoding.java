package dev.millrace.deploy.topic;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of topics, of all types or of one. What cannot be read is logged and passed
 * over: one bad record must not hide the others.
 *
 * @param codec reads the values
 */
public record Decoding(AvroCodec codec) {

  private static final Logger LOG = LoggerFactory.getLogger(Decoding.class);

  /** The record if it is of that type: topics carry markers too. */
  public <T extends SpecificRecord> Optional<T> as(
      Class<T> type, ConsumerRecord<byte[], byte[]> record) {
    return any(record).filter(type::isInstance).map(type::cast);
  }

  /** The record, whatever its type; empty for a tombstone too. */
  public Optional<SpecificRecord> any(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(codec.decode(record.value()));
    } catch (UnreadableRecord e) {
      LOG.warn(
          "event=unreadable-record topic={} partition={} offset={} reason=\"{}\"",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }
}

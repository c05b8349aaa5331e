package dev.millrace.deploy.cli;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks the records of one type from a topic that also carries markers. What cannot be read is
 * logged and passed over: one bad record must not hide the others.
 *
 * @param codec reads the values
 */
record Decoding(AvroCodec codec) {

  private static final Logger LOG = LoggerFactory.getLogger(Decoding.class);

  <T extends SpecificRecord> Optional<T> as(Class<T> type, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      SpecificRecord value = codec.decode(record.value());
      return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
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

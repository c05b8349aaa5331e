package dev.millrace.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in Kafka. Values stay bytes between operators, so that Flink needs no Avro
 * types and a dead letter can hold the original.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 * @param timestamp broker's append time, milliseconds since the epoch
 * @param key key, null where there is none
 * @param value value, null for a tombstone
 */
// Flink serialises records of plain fields itself; arrays are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record Inbound(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value) {

  /** The record that a consumer has read. */
  public static Inbound of(ConsumerRecord<byte[], byte[]> read) {
    return new Inbound(
        read.topic(), read.partition(), read.offset(), read.timestamp(), read.key(), read.value());
  }

  /** Where it lies, as {@code topic-partition-offset}. */
  public String place() {
    return topic + "-" + partition + "-" + offset;
  }
}

package dev.millrace.schemas.topic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Where one record lies.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
public record RecordPlace(String topic, int partition, long offset) {

  private static final Duration WAIT = Duration.ofSeconds(5);

  /** The record; empty if there never was one, or retention or compaction has taken it. */
  public Optional<ConsumerRecord<byte[], byte[]>> read(KafkaAccess kafka) {
    TopicPartition place = new TopicPartition(topic, partition);
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
      if (partitions.stream().noneMatch(info -> info.partition() == partition)) {
        return Optional.empty();
      }
      consumer.assign(List.of(place));
      long begin = consumer.beginningOffsets(List.of(place)).get(place);
      long end = consumer.endOffsets(List.of(place)).get(place);
      if (offset < begin || offset >= end) {
        return Optional.empty();
      }
      consumer.seek(place, offset);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT).records(place)) {
        if (record.offset() == offset) {
          return Optional.of(record);
        }
      }
      return Optional.empty();
    }
  }
}

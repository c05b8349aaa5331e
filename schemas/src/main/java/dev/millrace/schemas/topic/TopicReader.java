package dev.millrace.schemas.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed records that a topic holds, or those that come too.
 *
 * @param kafka where to read
 */
public record TopicReader(KafkaAccess kafka) {

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Hands on every record, in order within each partition.
   *
   * @throws IllegalStateException if there is no such topic
   */
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // Up to the last stable offset: what an open transaction holds is not there yet.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!reached(consumer, ends)) {
        consumer
            .poll(POLL)
            .forEach(
                record -> {
                  if (record.offset() < ends.get(at(record))) {
                    each.accept(record);
                  }
                });
      }
    }
  }

  /**
   * Hands on every record of several topics, and those that come, until the end is asked for; then
   * what there is at that moment, and no more.
   *
   * @throws IllegalStateException if there is no such topic
   */
  public void follow(
      List<String> topics,
      BooleanSupplier endAsked,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.follower()) {
      List<TopicPartition> partitions =
          topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!endAsked.getAsBoolean()) {
        consumer.poll(POLL).forEach(each);
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!reached(consumer, ends)) {
        consumer.poll(POLL).forEach(each);
      }
    }
  }

  private static TopicPartition at(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static boolean reached(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    // The position also passes the ends of transactions, which are not handed out as records.
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    Map<String, List<PartitionInfo>> known = consumer.listTopics();
    List<PartitionInfo> infos = known.get(topic);
    if (infos == null) {
      throw new IllegalStateException(
          "topic "
              + topic
              + " does not exist on "
              + kafka.bootstrapServers()
              + "; `millrace topics` lists those that do");
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }
}

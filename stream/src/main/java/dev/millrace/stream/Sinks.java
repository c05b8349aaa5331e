package dev.millrace.stream;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.ServeSpec.Delivery;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Where a job's {@link Outbound} records leave: one sink for all topics, hence one transaction. */
public final class Sinks {

  /**
   * Most bytes of one partition in a request. Kafka's own 16 KiB holds ten embeddings: a request
   * for every ten texts, however long they may linger, cost the broker more than all else.
   */
  private static final int BATCH_BYTES = 256 << 10;

  private Sinks() {}

  /**
   * A sink with the given guarantee.
   *
   * @param name name of the sink in its job; with the topic prefix it makes the transactional id,
   *     which must stay the same over restarts so that a dead writer's transactions are ended
   */
  public static KafkaSink<Outbound> outbound(JobSettings settings, String name, Delivery delivery) {
    Properties properties = settings.clientSettings();
    properties.setProperty(
        "max.request.size", Integer.toString(Topics.MAX_DEAD_LETTER_BYTES + 4096));
    properties.setProperty("linger.ms", Long.toString(linger(delivery).toMillis()));
    properties.setProperty("batch.size", Integer.toString(BATCH_BYTES));
    KafkaSinkBuilder<Outbound> builder =
        KafkaSink.<Outbound>builder()
            .setBootstrapServers(settings.bootstrapServers())
            .setRecordSerializer(new AsProducerRecord());
    if (delivery == Delivery.EXACTLY_ONCE) {
      properties.setProperty(
          "transaction.timeout.ms", Long.toString(settings.transactionTimeout().toMillis()));
      builder
          .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
          .setTransactionalIdPrefix(settings.topics().prefix() + name);
    } else {
      builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
    }
    return builder.setKafkaProducerConfig(properties).build();
  }

  /**
   * How long a record may wait for others of its partition. With exactly-once nobody sees it before
   * the next commit, which sends what waits; fewer and fuller requests cost less.
   */
  private static Duration linger(Delivery delivery) {
    return Duration.ofMillis(delivery == Delivery.EXACTLY_ONCE ? 200 : 5);
  }

  private static final class AsProducerRecord implements KafkaRecordSerializationSchema<Outbound> {

    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Outbound out, KafkaSinkContext context, @Nullable Long timestamp) {
      Integer partition = out.partition() == Outbound.BY_KEY ? null : out.partition();
      return new ProducerRecord<>(out.topic(), partition, out.key(), out.value());
    }
  }
}

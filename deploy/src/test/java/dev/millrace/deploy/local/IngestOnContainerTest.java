package dev.millrace.deploy.local;

import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** On the broker that Apache Kafka ships as an image; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class IngestOnContainerTest extends IngestOnBroker {

  @Container
  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion());

  @Override
  String bootstrapServers() {
    return KAFKA.getBootstrapServers();
  }
}

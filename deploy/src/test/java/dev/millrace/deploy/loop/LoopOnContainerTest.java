package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The loop on the broker that Apache Kafka ships as an image; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class LoopOnContainerTest {

  @Container
  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion());

  @TempDir Path folder;

  @Test
  void everyMessageIsScoredJoinedAndLearned() throws Exception {
    KafkaAccess kafka =
        new KafkaAccess(KAFKA.getBootstrapServers(), Map.of(), new Topics("container.", 2));

    Results results =
        new SmallLoop(kafka, folder, 1)
            .run(List.of(SmallFeeds.messages(folder, SmallFeeds.MESSAGES)));

    Accounts.check(results);
    assertThat(results.hashes()).hasSize(1 + SmallFeeds.MESSAGES / SmallFeeds.PUBLISH_EVERY);
  }
}

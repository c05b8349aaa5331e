package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.deploy.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshStartTest {

  @TempDir Path folder;

  @Test
  void jobThatHasReadBeforeIsNotStartedWithoutItsCheckpoint() throws Exception {
    try (TestCluster cluster = new TestCluster(folder);
        Admin admin = cluster.kafka().admin()) {
      List<String> groups = List.of("training.features-sms", "training.labels-sms");
      FreshStart.requireUnread(cluster.kafka(), groups);

      TopicPartition read = new TopicPartition(TestCluster.TOPICS.labels(), 0);
      admin
          .alterConsumerGroupOffsets("training.labels-sms", Map.of(read, new OffsetAndMetadata(7)))
          .all()
          .get();
      assertThatThrownBy(() -> FreshStart.requireUnread(cluster.kafka(), groups))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("[training.labels-sms]", "--state", "--topic-prefix");
    }
  }
}

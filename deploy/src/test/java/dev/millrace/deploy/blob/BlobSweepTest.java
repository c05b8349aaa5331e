package dev.millrace.deploy.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobSweepTest {

  private static final Instant PUT = Instant.parse("2026-01-01T00:00:00Z");

  /** Topics keep a week, and the margin is a day. */
  private static final Duration OLD = Duration.ofDays(8).plusSeconds(1);

  @TempDir Path folder;
  private Instant now = PUT;

  private static Set<String> held(BlobStore store) throws Exception {
    Set<String> held = new TreeSet<>();
    store.list(blob -> held.add(blob.name().uri()));
    return held;
  }

  private static ImageFrame frame(BlobName name) {
    return new ImageFrame("e", "s", "cam", 0L, 0L, Map.of(), "png", 1, 1, null, name.uri());
  }

  @Test
  void onlyWhatIsOldAndWhatNoRecordNamesIsRemoved() throws Exception {
    try (TestCluster cluster = new TestCluster(folder.resolve("run"));
        BlobStore store =
            Blobs.open(BlobAddress.of(folder.resolve("blobs").toString(), null), () -> now)) {
      Topics topics = TestCluster.TOPICS;
      BlobName event = store.put(new byte[] {1});
      BlobName raw = store.put(new byte[] {2});
      BlobName letter = store.put(new byte[] {3});
      BlobName unused = store.put(new byte[] {4});
      BlobName again = store.put(new byte[] {5});
      cluster.write(topics.imageEvents(), 0, "s", frame(event));
      cluster.write(
          new ProducerRecord<>(
              topics.raw(TestCluster.FEED), TestCluster.utf8("{\"dataUri\":\"" + raw.uri())));
      cluster.write(
          topics.deadLetters(),
          0,
          "s",
          Records.letter(topics.imageEvents(), "x", "Y", Map.of(), "a claim on " + letter.uri()));

      BlobSweep sweep = new BlobSweep(store, cluster.kafka(), BlobSweep.DEFAULT_MARGIN);
      now = PUT.plus(OLD).minusSeconds(2);
      assertThat(sweep.look(() -> now).unused()).isEmpty();

      now = PUT.plus(OLD);
      BlobSweep.Found found = sweep.look(() -> now);
      assertThat(found.held()).isEqualTo(5);
      assertThat(found.named()).isEqualTo(3);
      assertThat(found.unused()).containsOnlyKeys(unused, again);
      // A record names it again between the look and the removal.
      store.put(new byte[] {5});
      assertThat(sweep.remove(found)).isEqualTo(1);
      assertThat(held(store))
          .containsExactlyInAnyOrder(event.uri(), raw.uri(), letter.uri(), again.uri());
    }
  }

  @Test
  void aClusterThatIsNotThePipelinesSweepsNothing() throws Exception {
    try (TestCluster cluster = new TestCluster(folder.resolve("run"));
        BlobStore store =
            Blobs.open(BlobAddress.of(folder.resolve("blobs").toString(), null), () -> now)) {
      KafkaAccess other =
          new KafkaAccess(
              cluster.kafka().bootstrapServers(), Map.of(), new Topics("elsewhere.", 1));
      assertThatThrownBy(
              () -> new BlobSweep(store, other, BlobSweep.DEFAULT_MARGIN).look(() -> now))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("--topic-prefix");
    }
  }
}

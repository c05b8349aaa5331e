package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ClockMarkersTest {

  private static final Instant NOW = Instant.parse("2026-11-26T04:00:00Z");
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final int PARTITIONS = 3;

  private static MockProducer<byte[], byte[]> producer() {
    List<PartitionInfo> partitions =
        Stream.of(TOPICS.raw("imu"), TOPICS.rawLabels())
            .flatMap(
                topic ->
                    IntStream.range(0, PARTITIONS)
                        .mapToObj(part -> new PartitionInfo(topic, part, null, null, null)))
            .toList();
    Cluster cluster =
        new Cluster("c", List.<Node>of(), partitions, Set.<String>of(), Set.<String>of());
    return new MockProducer<>(
        cluster, true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void everyPartitionOfEventsAndLabelsHearsATimeBehindTheClockAndNeverAnEnd() throws Exception {
    MockProducer<byte[], byte[]> producer = producer();
    ClockMarkers markers = new ClockMarkers("imu", producer, TOPICS, InstantSource.fixed(NOW));
    CompletableFuture<FeedCounts> end = markers.start();
    await().until(() -> producer.history().size() >= 2 * PARTITIONS);
    markers.stop();
    end.join();

    for (String topic : List.of(TOPICS.raw("imu"), TOPICS.rawLabels())) {
      assertThat(producer.history())
          .filteredOn(record -> record.topic().equals(topic))
          .extracting(ProducerRecord::partition)
          .contains(0, 1, 2);
    }
    long passed = NOW.minus(ClockMarkers.LATENESS).getEpochSecond() * 1_000_000;
    assertThat(producer.history())
        .allSatisfy(
            record ->
                assertThat(marker(record))
                    .satisfies(
                        marker -> {
                          assertThat(marker.getOrigin()).isEqualTo(Origins.feed("imu"));
                          assertThat(marker.getEventTime()).isEqualTo(passed);
                          assertThat(marker.getEnd()).isFalse();
                        }));
    assertThat(producer.closed()).isTrue();
  }

  private static Marker marker(ProducerRecord<byte[], byte[]> record) throws UnreadableRecord {
    return new AvroCodec().decode(record.value(), Marker.class);
  }
}

package dev.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.TimeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A live source through the feeder, on its own thread, until it is stopped. */
class LiveFeedTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final int READINGS = 21;

  private final ManualClock clock = new ManualClock();
  private final AtomicReference<Feeder> feeder = new AtomicReference<>();
  private int samples;

  @Test
  void aSlowFeedGetsMarkersEachSecondAndEndMarkersWhenItIsStopped() throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(
            cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    feeder.set(
        new Feeder(
            List.of(TestFeeds.learner("cpu", feed(), List.of())),
            new FutureValueLabels(source(), (LabelSpec.FutureValue) feed().labels()),
            producer,
            Topics.DEFAULT,
            MarkerCadence.DEFAULT,
            clock));

    FeedCounts counts = feeder.get().start().get(30, TimeUnit.SECONDS);

    assertThat(counts.events()).isEqualTo(READINGS);
    // Two seconds are eight readings; as many stay without a label at the end.
    assertThat(counts.labels()).isEqualTo(READINGS - 8);
    assertThat(counts.others()).containsEntry("unlabelled", 8L);
    List<Marker> markers = markers(producer.history());
    // The start, five whole seconds of four readings each, and the end.
    assertThat(markers).hasSize(7);
    assertThat(markers).extracting(Marker::getEnd).endsWith(false, true).containsOnlyOnce(true);
  }

  /** Asks for a stop while the last reading is taken, as Ctrl-C might. */
  private EventSource source() {
    CountDownLatch stopped = new CountDownLatch(1);
    HostProbe probe =
        () -> {
          if (++samples == READINGS) {
            feeder.get().stop();
          }
          return new double[] {samples, 0, 0, 0, 0, 0};
        };
    Pause pause =
        duration -> {
          clock.advance(duration);
          return stopped.getCount() == 0;
        };
    return new HostTelemetry(
        feed(), probe, clock, new Beat(HostTelemetry.PERIOD, clock, pause, stopped));
  }

  private static List<Marker> markers(List<ProducerRecord<byte[], byte[]>> sent) throws Exception {
    List<Marker> markers = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : sent) {
      if (record.topic().equals("millrace.raw.host") && AvroCodec.isMarker(record.value())) {
        markers.add((Marker) CODEC.decode(record.value()));
      }
    }
    return markers;
  }

  private static Cluster cluster() {
    Node node = new Node(0, "broker", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        List.of(
            new PartitionInfo("millrace.raw.host", 0, node, nodes, nodes),
            new PartitionInfo("millrace.raw.labels", 0, node, nodes, nodes));
    return new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
  }

  private static Feed feed() {
    return new Feed(
        "host",
        List.of(),
        FeedFormat.HOST_TELEMETRY,
        Feed.TableFormat.UNUSED,
        Feed.Columns.NONE,
        TimeSpec.COUNTED,
        new LabelSpec.FutureValue("cpu", Duration.ofSeconds(2)),
        LabelDelay.NONE,
        null);
  }
}

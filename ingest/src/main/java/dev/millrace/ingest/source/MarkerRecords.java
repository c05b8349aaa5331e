package dev.millrace.ingest.source;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.Marker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Markers of a feed, one for each partition of a topic. Thread-safe. */
public final class MarkerRecords {

  /** Whether the feed goes on. */
  public enum Phase {
    GOES_ON,
    ENDED
  }

  private final String origin;
  private final AvroCodec codec = new AvroCodec();

  public MarkerRecords(String feed) {
    this.origin = Origins.feed(feed);
  }

  /**
   * Says that no earlier time follows in any partition.
   *
   * @param time microseconds since 1970-01-01T00:00:00Z
   * @param phase ended means that nothing follows at all
   * @param told what the feed has sent; stands in one of them, as readers add the parts up
   */
  public List<ProducerRecord<byte[], byte[]>> of(
      String topic, int partitions, long time, Phase phase, FeedCounts told) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int part = 0; part < partitions; part++) {
      Map<String, Long> counters = part > 0 ? Map.of() : counters(told);
      boolean end = phase == Phase.ENDED;
      Marker marker = new Marker(origin, part, partitions, time, end, counters);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, part, null, codec.encode(marker));
      record
          .headers()
          .add(RawHeaders.CONTENT_TYPE, RawHeaders.AVRO.getBytes(StandardCharsets.UTF_8));
      records.add(record);
    }
    return records;
  }

  /** Sends such markers of a feed that goes on. One that is lost is made good by the next. */
  public void tell(Producer<byte[], byte[]> producer, String topic, long time, FeedCounts told) {
    int partitions = producer.partitionsFor(topic).size();
    for (ProducerRecord<byte[], byte[]> marker : of(topic, partitions, time, Phase.GOES_ON, told)) {
      Future<RecordMetadata> unused = producer.send(marker);
    }
  }

  private static Map<String, Long> counters(FeedCounts told) {
    return Map.of(
        "events_sent", told.events(),
        "labels_sent", told.labels(),
        "malformed_sent", told.malformed(),
        "skipped", told.skipped().values().stream().mapToLong(Long::longValue).sum());
  }
}

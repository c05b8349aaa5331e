package dev.millrace.ingest.topology;

import dev.millrace.schemas.AvroCodec;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Markers to every partition; all else as Kafka's own partitioner does, by hash of the key. */
final class ToPartitions implements StreamPartitioner<String, byte[]> {

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, byte[] value, int numPartitions) {
    return AvroCodec.isMarker(value)
        ? Optional.of(
            IntStream.range(0, numPartitions).boxed().collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }
}

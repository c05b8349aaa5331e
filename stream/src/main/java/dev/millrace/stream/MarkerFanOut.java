package dev.millrace.stream;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.avro.Marker;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a stage's markers to every partition of its output topics, so that whoever reads any of
 * them knows how far the stage has come.
 *
 * @param origin the stage, see {@link dev.millrace.schemas.Origins}
 * @param topicPartitions output topics and their numbers of partitions
 */
public record MarkerFanOut(String origin, Map<String, Integer> topicPartitions)
    implements Serializable {

  public MarkerFanOut {
    topicPartitions = Map.copyOf(topicPartitions);
  }

  /**
   * Emits one marker a partition.
   *
   * @param watermark Flink watermark that the stage has passed, milliseconds
   * @param part which parallel writer speaks
   * @param parts how many there are
   * @param counters its counters since the start
   */
  public void emit(
      long watermark,
      int part,
      int parts,
      Map<String, Long> counters,
      AvroCodec codec,
      Consumer<Outbound> out) {
    long time = MarkerTime.marker(watermark);
    Marker marker =
        new Marker(origin, part, parts, time, time == MarkerTracker.END, Map.copyOf(counters));
    byte[] value = codec.encode(marker);
    byte[] key = origin.getBytes(StandardCharsets.UTF_8);
    topicPartitions.forEach(
        (topic, partitions) -> {
          for (int partition = 0; partition < partitions; partition++) {
            out.accept(new Outbound(topic, partition, key, value));
          }
        });
  }
}

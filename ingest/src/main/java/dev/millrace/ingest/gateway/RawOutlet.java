package dev.millrace.ingest.gateway;

import dev.millrace.schemas.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/**
 * Where a gateway lets messages flow to.
 *
 * @param producer as {@code FeedProducer} makes it; the inflow closes it at the end of its run
 * @param topics names of the topics
 * @param kafka settings of every client of the pipeline's cluster, with the bootstrap servers
 */
public record RawOutlet(Producer<byte[], byte[]> producer, Topics topics, Map<String, ?> kafka) {

  public RawOutlet {
    kafka = Map.copyOf(kafka);
  }
}

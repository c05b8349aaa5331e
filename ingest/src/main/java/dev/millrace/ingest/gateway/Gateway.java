package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.Inflow;
import dev.millrace.schemas.Topics;
import org.apache.kafka.clients.producer.Producer;

/** A connection to where others send a feed's events; made, but nothing taken from it yet. */
public interface Gateway extends AutoCloseable {

  /** Name of the feed that it fills. */
  String feed();

  /**
   * Lets what arrives flow to {@code raw.<feed>}.
   *
   * @param producer as {@code FeedProducer} makes it; closed with the gateway at the end of the run
   */
  Inflow into(Producer<byte[], byte[]> producer, Topics topics);

  /** Gives up a gateway that no inflow has taken over. */
  @Override
  void close();
}

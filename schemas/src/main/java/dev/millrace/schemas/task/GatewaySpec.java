package dev.millrace.schemas.task;

import java.io.Serializable;

/** From where a gateway fills a feed's raw topic with what others send. */
public sealed interface GatewaySpec extends Serializable permits KafkaSpec, MqttSpec {

  /** The kind of event that arrives, where the feed has these columns. */
  FeedFormat.Kind kind(Feed.Columns columns);

  /** Whether what arrives has fields, which columns and a time may name. */
  boolean hasFields();
}

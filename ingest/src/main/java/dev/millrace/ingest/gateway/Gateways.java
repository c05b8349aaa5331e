package dev.millrace.ingest.gateway;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.GatewaySpec;
import dev.millrace.schemas.task.KafkaSpec;
import dev.millrace.schemas.task.MqttSpec;
import dev.millrace.schemas.task.Task;
import java.util.List;
import java.util.Optional;

/** The table of gateways: one row a kind. */
public final class Gateways {

  private Gateways() {}

  /**
   * Connects the gateway of a feed that has one.
   *
   * @param readers tasks that read it; those that learn get labels that come with events
   * @param claims what becomes of large pictures
   * @throws dev.millrace.ingest.source.UnusableSource if it can't be reached or refuses
   */
  public static Optional<Gateway> open(Feed feed, List<Task> readers, Claims claims) {
    GatewaySpec spec = feed.gateway();
    if (spec instanceof MqttSpec mqtt) {
      return Optional.of(MqttGateway.open(feed.name(), mqtt, claims.mostBytes()));
    }
    if (spec instanceof KafkaSpec kafka) {
      return Optional.of(KafkaGateway.open(feed, kafka, readers, claims));
    }
    return Optional.empty();
  }

  /** Connects the gateway of a feed from which nobody learns, for pictures that fit records. */
  public static Optional<Gateway> open(Feed feed) {
    return open(feed, List.of(), Claims.NONE);
  }
}

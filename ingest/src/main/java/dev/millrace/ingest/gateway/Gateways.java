package dev.millrace.ingest.gateway;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.GatewaySpec;
import dev.millrace.schemas.task.MqttSpec;
import java.util.Optional;

/** The table of gateways: one row a kind. */
public final class Gateways {

  private Gateways() {}

  /**
   * Connects the gateway of a feed that has one.
   *
   * @throws dev.millrace.ingest.source.UnusableSource if it can't be reached or refuses
   */
  public static Optional<Gateway> open(Feed feed) {
    GatewaySpec spec = feed.gateway();
    if (spec instanceof MqttSpec mqtt) {
      return Optional.of(MqttGateway.open(feed.name(), mqtt));
    }
    return Optional.empty();
  }
}

package dev.millrace.deploy.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A way to the broker of a state directory for those who only read or write a few records: through
 * the process that holds the directory, or by starting its broker here if nobody does.
 */
public final class BrokerAccess implements AutoCloseable {

  /** A broker with much to recover needs seconds to publish its port. */
  private static final Duration START_TIME = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final String bootstrapServers;
  private final AutoCloseable opened;

  private BrokerAccess(String bootstrapServers, AutoCloseable opened) {
    this.bootstrapServers = bootstrapServers;
    this.opened = opened;
  }

  /**
   * Finds or starts the broker of an existing directory.
   *
   * @throws IllegalStateException if there is no such directory, or its holder has no broker
   */
  public static BrokerAccess to(Path folder) {
    if (!Files.isDirectory(folder.resolve("kafka"))) {
      throw new IllegalStateException(
          folder
              + " holds no broker data; name a run's directory with --state, or a broker with"
              + " --bootstrap-servers");
    }
    try {
      return start(StateDirectory.open(folder));
    } catch (StateInUse held) {
      return new BrokerAccess(BrokerSettings.HOST + ":" + publishedPort(folder, held), () -> {});
    }
  }

  private static BrokerAccess start(StateDirectory state) {
    LocalBroker broker;
    try {
      broker = LocalBroker.start(state.kafka());
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
    state.publishPort(broker.port());
    return new BrokerAccess(
        broker.bootstrapServers(),
        () -> {
          broker.close();
          state.close();
        });
  }

  private static int publishedPort(Path folder, StateInUse held) {
    for (int tries = 0; tries < START_TIME.dividedBy(PAUSE); tries++) {
      OptionalInt port = StateDirectory.portOf(folder);
      if (port.isPresent()) {
        return port.getAsInt();
      }
      pause();
    }
    throw new IllegalStateException(held.getMessage() + "; it has no broker of its own", held);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker if it was started here. */
  @Override
  public void close() {
    try {
      opened.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not close cleanly", e);
    }
  }
}

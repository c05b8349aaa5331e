package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this JVM: broker and controller in one KRaft node, on loopback only. What
 * it stores lies in its data folder and is there again after a restart, also after a kill.
 *
 * <p>Whoever starts it closes it. Thread-safe.
 */
public final class LocalBroker implements AutoCloseable {

  /** Takes any port that is free. */
  public static final int FREE_PORT = 0;

  private static final String LOCK = "broker.lock";

  private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

  private final KafkaRaftServer server;
  private final int port;
  private final StateLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalBroker(KafkaRaftServer server, int port, StateLock lock) {
    this.server = server;
    this.port = port;
    this.lock = lock;
  }

  /** Starts a broker on a free port; see {@link #start(Path, int)}. */
  public static LocalBroker start(Path data) {
    return start(data, FREE_PORT);
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @param data folder of the log; made and formatted where it is new
   * @param port port for clients, or {@link #FREE_PORT}
   * @throws IllegalStateException if the port is taken, the folder is in use by another broker, or
   *     the broker does not come up
   */
  public static LocalBroker start(Path data, int port) {
    int clientPort = port == FREE_PORT ? freePort() : requireFree(port);
    Map<String, String> settings = BrokerSettings.of(data, clientPort, freePort());
    StateLock lock = lock(data);
    KafkaRaftServer server = null;
    try {
      formatIfNew(data);
      server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
    } catch (RuntimeException e) {
      stopQuietly(server);
      lock.close();
      throw new IllegalStateException(
          "embedded broker did not start on port "
              + clientPort
              + " with data in "
              + data
              + ": "
              + e.getMessage()
              + "; close the process that uses that folder, or choose another state directory",
          e);
    }
    LOG.info("event=broker-started port={} data={}", clientPort, data);
    return new LocalBroker(server, clientPort, lock);
  }

  /** Port for clients on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return BrokerSettings.HOST + ":" + port;
  }

  /** Writes everything to disk and stops; returns when the port and the folder are free again. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdown();
      server.awaitShutdown();
      lock.close();
      LOG.info("event=broker-stopped port={}", port);
    }
  }

  /**
   * Kafka's own lock comes too late: before it is asked for, a second node has opened the log of
   * the first one's metadata, mends it as after a crash and writes to it.
   */
  private static StateLock lock(Path data) {
    Path file = data.resolve(LOCK);
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the broker's folder " + data, e);
    }
    return StateLock.tryTake(file)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a broker in "
                        + StateLock.holder(file)
                        + " uses the data in "
                        + data
                        + "; end it, or choose another state directory"));
  }

  private static void formatIfNew(Path data) {
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(data.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(
          "could not prepare " + data + " for the embedded broker: " + e.getMessage(), e);
    }
  }

  private static void stopQuietly(@Nullable KafkaRaftServer server) {
    if (server == null) {
      return;
    }
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      LOG.debug("the broker that did not start did not stop cleanly either", e);
    }
  }

  private static int requireFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(
          "port " + port + " on 127.0.0.1 is taken (" + e.getMessage() + "); choose another", e);
    }
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }
}

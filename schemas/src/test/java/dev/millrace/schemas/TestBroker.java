package dev.millrace.schemas;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker for tests of what talks to Kafka: one node on loopback, gone with its folder. */
final class TestBroker implements AutoCloseable {

  private final KafkaRaftServer server;
  private final String address;

  private TestBroker(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  static TestBroker start(Path data) throws Exception {
    String address = "127.0.0.1:" + freePort();
    String controller = "127.0.0.1:" + freePort();
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(data.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
    Map<String, String> settings =
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@" + controller,
            "controller.listener.names", "CONTROLLER",
            "inter.broker.listener.name", "CLIENTS",
            "listeners", "CLIENTS://" + address + ",CONTROLLER://" + controller,
            "listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "auto.create.topics.enable", "false",
            "log.cleaner.dedupe.buffer.size", "2097152",
            "log.dirs", data.toString());
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
    return new TestBroker(server, address);
  }

  /** Settings of any client of this broker. */
  Map<String, Object> client() {
    return Map.of("bootstrap.servers", address);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}

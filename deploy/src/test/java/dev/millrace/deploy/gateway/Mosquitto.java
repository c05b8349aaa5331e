package dev.millrace.deploy.gateway;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real MQTT broker on a free loopback port; keeps its sessions over a restart. */
final class Mosquitto implements AutoCloseable {

  private static final List<Path> PLACES =
      Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/opt/homebrew/sbin")
          .map(Path::of)
          .toList();

  private final Path config;
  private final Path log;
  private final int port;
  private @Nullable Process process;

  private Mosquitto(Path config, Path log, int port) {
    this.config = config;
    this.log = log;
    this.port = port;
  }

  /** Starts one with further lines of configuration; skips the test where it isn't installed. */
  static Mosquitto start(Path folder, String... lines) throws IOException {
    int port = freePort();
    Path data = Files.createDirectories(folder.resolve("mosquitto"));
    Path config =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            String.join(
                    "\n",
                    "listener " + port + " 127.0.0.1",
                    "user " + System.getProperty("user.name"),
                    "persistence true",
                    "persistence_location " + data + "/",
                    "max_queued_messages 0",
                    String.join("\n", lines))
                + "\n");
    Mosquitto broker = new Mosquitto(config, folder.resolve("mosquitto.log"), port);
    broker.start();
    return broker;
  }

  static Path program(String name) {
    return PLACES.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> abort("no " + name + " in " + PLACES + "; install Debian's mosquitto"));
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(program("mosquitto").toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .conditionEvaluationListener(null)
        .untilAsserted(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
              } catch (IOException e) {
                throw new AssertionError("mosquitto does not listen: " + Files.readString(log), e);
              }
            });
  }

  void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  int port() {
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
  }
}

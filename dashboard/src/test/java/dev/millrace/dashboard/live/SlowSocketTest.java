package dev.millrace.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.dashboard.http.HttpServer;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.metrics.Exposition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two clients on real sockets, of which one does not read. */
final class SlowSocketTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of two kilobytes each; fewer than a queue holds, so that whoever reads misses none. */
  private static final int BURST = 200;

  private static final String FILLING = "x".repeat(2_000);

  private Hub hub;
  private HttpServer server;
  private int port;
  private long published;

  @BeforeEach
  void start() {
    hub = new Hub(InstantSource.system());
    server =
        new HttpServer(
            new DashboardSettings(DashboardSettings.LOOPBACK, 0, Set.of(), null),
            () -> null,
            hub,
            new Exposition(),
            InstantSource.system());
    port = server.start();
  }

  @AfterEach
  void stop() {
    hub.close();
    server.close();
  }

  /** A client of its own connection; it reads when it is told to. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong newest = new AtomicLong(-1);
    private final AtomicLong toldOfDropped = new AtomicLong();
    private final AtomicLong outOfOrder = new AtomicLong();

    Client() throws IOException {
      int already = hub.clients();
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(DashboardSettings.LOOPBACK, port));
      String request = "GET /api/live HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().atMost(PATIENCE).until(() -> hub.clients() == already + 1);
    }

    void read() {
      Thread thread = new Thread(this::lines, "client");
      thread.setDaemon(true);
      thread.start();
    }

    private void lines() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        in.lines().filter(line -> line.startsWith("data: ")).forEach(this::take);
      } catch (IOException | UncheckedIOException e) {
        newest.set(-1); // Closed by the test, which has looked before.
      }
    }

    private void take(String line) {
      JsonNode data = Json.read(line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
      if (data.has("dropped")) {
        toldOfDropped.addAndGet(data.get("dropped").asLong());
      } else {
        long number = data.path("n").asLong();
        outOfOrder.addAndGet(number > newest.getAndSet(number) ? 0 : 1);
        events.incrementAndGet();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void burst() {
    for (int i = 0; i < BURST; i++) {
      hub.publish(
          LiveEvent.of("alias", null, Json.object().put("n", published++).put("x", FILLING)));
    }
  }

  @Test
  void clientThatDoesNotReadLosesEventsAndTheOtherNone() throws IOException {
    try (Client fast = new Client();
        Client slow = new Client()) {
      fast.read();
      // Until the system's buffers are full and its own queue has run over many times.
      while (hub.dropped() < 10L * LiveClient.MOST_EVENTS) {
        burst();
        await().atMost(PATIENCE).until(() -> fast.newest.get() == published - 1);
      }
      assertThat(fast.events.get()).isEqualTo(published);
      assertThat(fast.outOfOrder.get()).isZero();
      assertThat(fast.toldOfDropped.get()).isZero();

      slow.read();
      await().atMost(PATIENCE).until(() -> slow.newest.get() == published - 1);
      await().atMost(PATIENCE).until(() -> slow.toldOfDropped.get() > 0);
      long lost = published - slow.events.get();
      assertThat(lost).isPositive();
      // Ticks and the first line are lost and counted too.
      assertThat(hub.dropped()).isGreaterThanOrEqualTo(lost);
      assertThat(slow.outOfOrder.get()).isZero();
      long atOnce = fast.events.get();
      burst();
      await().atMost(PATIENCE).until(() -> slow.newest.get() == published - 1);
      await().atMost(PATIENCE).until(() -> fast.events.get() == atOnce + BURST);
    }
  }
}

package dev.millrace.deploy.dashboard;

import static dev.millrace.deploy.TestCluster.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.deploy.browser.Chromium;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Prediction;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page when the server goes away, and when another client of it does not read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionsInBrowserTest {

  /** What a browser itself says of a connection that failed; a page can't keep it from that. */
  private static final String FAILED_CONNECTION = "net::ERR_";

  /** Fewer than a queue holds, so that whoever reads misses none. */
  private static final int BURST = 200;

  /** More megabytes than a system keeps for a socket that nobody reads. */
  private static final int MOST_EVENTS = 40_000;

  private final AvroCodec codec = new AvroCodec();
  private @Nullable Scene scene;
  private Chromium browser;

  @BeforeAll
  void start(@TempDir Path folder) {
    scene = Scene.open(folder);
    browser = scene.browser;
  }

  @AfterAll
  void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  private static Prediction prediction(String event, String source) {
    return Prediction.newBuilder(Records.spam(event, Scene.micros(), 4))
        .setSourceId(source)
        .build();
  }

  /** Live events are those that come while the page listens, so it is told again and again. */
  private void awaitLive(String source) {
    await()
        .atMost(Scene.PATIENCE)
        .until(
            () -> {
              Prediction told = prediction(source + System.nanoTime(), source);
              scene.cluster.write(TOPICS.predictions(), 0, source, told);
              return browser.text().contains(source);
            });
  }

  @Test
  void pageSaysThatTheServerIsGoneAndGoesOnByItselfWhenItIsBack() {
    browser.view("live");
    awaitLive("before-the-restart");
    browser.script("window.loadedOnce = true");
    int port = scene.port();

    scene.stopDashboard();
    browser.awaitText("No connection to the server since");
    browser.awaitText("no connection, trying again…");
    assertThat(browser.text()).contains("before-the-restart");

    scene.startDashboard(port);
    awaitLive("after-the-restart");
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(browser.text())
                    .doesNotContain("No connection", "trying again", "catching up"));
    browser.view("fleet");
    browser.awaitText("after-the-restart");
    assertThat(browser.script("return window.loadedOnce")).isEqualTo(true);
    assertThat(browser.complaints()).allMatch(one -> one.contains(FAILED_CONNECTION));
  }

  @Test
  void browserGetsEveryEventWhileAnotherClientDoesNotRead() throws Exception {
    browser.view("overview");
    browser.script(
        """
        window.heard = 0;
        window.listening = new EventSource('/api/live?kind=prediction&source=flood');
        window.listening.addEventListener('prediction', () => window.heard++);
        """);
    await()
        .atMost(Scene.PATIENCE)
        .until(() -> browser.script("return window.listening.readyState"), state -> is(state, 1));
    try (Socket unread = stuck()) {
      int sent = 0;
      while (dropped() == 0) {
        assertThat(sent).as("events, none of them lost by " + unread).isLessThan(MOST_EVENTS);
        scene.cluster.writeAll(large(sent, BURST));
        sent += BURST;
        int heard = sent;
        await()
            .atMost(Scene.PATIENCE)
            .until(() -> browser.script("return window.heard"), got -> is(got, heard));
      }
    } finally {
      browser.script("window.listening.close()");
    }
  }

  private static boolean is(Object number, int expected) {
    return ((Number) number).intValue() == expected;
  }

  /** A client that asks for all events and never reads one. */
  private Socket stuck() throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(DashboardSettings.LOOPBACK, scene.port()));
    String request = "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:" + scene.port() + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Predictions of three kilobytes each, so that the system's own buffers are soon full. */
  private List<ProducerRecord<byte[], byte[]>> large(int first, int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      Prediction.Builder told = Prediction.newBuilder(prediction("flood-" + i, "flood"));
      Map<String, String> attributes = new TreeMap<>();
      for (int k = 0; k < 16; k++) {
        attributes.put("attribute " + k, "x".repeat(200));
      }
      byte[] bytes = codec.encode(told.setAttributes(attributes).build());
      records.add(new ProducerRecord<>(TOPICS.predictions(), 0, TestCluster.utf8("flood"), bytes));
    }
    return records;
  }

  private double dropped() throws Exception {
    String metrics = scene.page().get("metrics").body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("millrace_dashboard_events_dropped_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}

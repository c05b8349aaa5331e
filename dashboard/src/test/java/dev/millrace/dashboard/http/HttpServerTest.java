package dev.millrace.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dashboard.control.Token;
import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Exposition;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server while there is no Kafka, and what guards it. */
final class HttpServerTest {

  private static final String TOKEN = "0123456789abcdef";

  private final HttpClient client = HttpClient.newHttpClient();
  private Hub hub;
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() {
    hub = new Hub(InstantSource.system());
    server =
        new HttpServer(
            new DashboardSettings(DashboardSettings.LOOPBACK, 0, Set.of(), new Token(TOKEN)),
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

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/status", "/api/tasks", "/lib/uplot/uPlot.esm.js", "/nowhere"})
  void everyAnswerForbidsForeignCodeAndFrames(String path) throws Exception {
    assertThat(get(path).headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .contains("script-src 'self';", "worker-src 'self';");
    assertThat(get(path).headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(get(path).headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void pageAndItsLibraryAreServed() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/").headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    HttpResponse<String> charts = get("/lib/uplot/uPlot.esm.js");
    assertThat(charts.statusCode()).isEqualTo(200);
    assertThat(charts.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/javascript");
    assertThat(charts.body()).contains("uPlot");
    assertThat(get("/lib/uplot/uPlot.min.css").statusCode()).isEqualTo(200);
  }

  @Test
  void statusAnswersBeforeThereIsAKafkaAndTheRestSaysWhatToDo() throws Exception {
    assertThat(get("/api/status").body()).contains("\"views\":\"STARTING\"");
    HttpResponse<String> tasks = get("/api/tasks");
    assertThat(tasks.statusCode()).isEqualTo(503);
    assertThat(tasks.body()).contains("{\"error\":", "ask again in a second");
  }

  @Test
  void unknownPathIsAnErrorInJson() throws Exception {
    HttpResponse<String> answer = get("/api/no-such-thing");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("/api/no-such-thing", "openapi");
  }

  @Test
  void questionThatIsWrongNamesTheField() throws Exception {
    HttpResponse<String> answer = get("/api/tasks/sms/series?span=soon");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("span", "soon");
    assertThat(get("/api/live?min=2").statusCode()).isEqualTo(400);
  }

  @Test
  void pageThatGaveItselfTheNameOfThisMachineLearnsNothing() throws Exception {
    assertThat(rawGet("/api/status", "evil.example:" + port)).startsWith("HTTP/1.1 403");
    assertThat(rawGet("/", "evil.example")).startsWith("HTTP/1.1 403");
    assertThat(rawGet("/api/status", "localhost:" + port)).startsWith("HTTP/1.1 200");
  }

  /** Java's client does not let a Host be chosen. */
  private String rawGet(String path, String host) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> post(String action, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/control/" + action))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void orderWithoutTheTokenIsRefusedBeforeItIsRead() throws Exception {
    assertThat(post("promote", "{").statusCode()).isEqualTo(401);
    assertThat(post("promote", "{", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(post("promote", "{", "Authorization", TOKEN).statusCode()).isEqualTo(401);
  }

  @Test
  void orderFromAnotherPageIsRefusedEvenWithTheToken() throws Exception {
    String bearer = "Bearer " + TOKEN;
    assertThat(
            post("pause", "{}", "Authorization", bearer, "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(post("pause", "{}", "Authorization", bearer, "Origin", "null").statusCode())
        .isEqualTo(403);
  }

  @Test
  void orderMustBeSmallJsonOfAKnownAction() throws Exception {
    String bearer = "Bearer " + TOKEN;
    String own = "http://127.0.0.1:" + port;
    String[] plain = {"Authorization", bearer, "Origin", own};
    String[] json = {"Authorization", bearer, "Origin", own, "Content-Type", "application/json"};
    assertThat(post("pause", "{}", plain).statusCode()).isEqualTo(415);
    assertThat(post("pause", "{", json).statusCode()).isEqualTo(400);
    assertThat(post("pause", "[]", json).statusCode()).isEqualTo(400);
    assertThat(post("explode", "{}", json).statusCode()).isEqualTo(404);
    assertThat(post("pause", " ".repeat(20_000), json).statusCode()).isEqualTo(413);
    // All is well with it, but there is no Kafka.
    assertThat(post("pause", "{\"task\":\"sms\"}", json).statusCode()).isEqualTo(503);
  }

  @Test
  void metricsCountWrongTokensAndTellTheMachine() throws Exception {
    assertThat(post("pause", "{}").statusCode()).isEqualTo(401);
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains("# TYPE millrace_dashboard_wrong_tokens_total counter")
        .contains("millrace_dashboard_wrong_tokens_total 1.0")
        .contains("jvm_memory_used_bytes{area=\"heap\"}");
  }
}

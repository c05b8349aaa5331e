package dev.millrace.deploy.dashboard;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.dashboard.Dashboard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Asks a dashboard. */
final class Page {

  static final String TOKEN = "0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  Page(Dashboard dashboard) {
    url = dashboard.url();
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path) throws Exception {
    return json.readTree(get(path).body());
  }

  /** Asks until the answer is as it should be. */
  JsonNode awaitJson(String path, Predicate<JsonNode> right) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              HttpResponse<String> answer = get(path);
              return answer.statusCode() == 200 ? json.readTree(answer.body()) : null;
            },
            node -> node != null && right.test(node));
  }

  HttpResponse<String> order(String action, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "api/control/" + action))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Lines of the live events, on a thread of their own until the server ends. */
  List<String> listen(String query) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "api/live" + query)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("closed");
              }
            });
    reader.setDaemon(true);
    reader.start();
    await().atMost(PATIENCE).until(() -> !lines.isEmpty());
    return lines;
  }
}

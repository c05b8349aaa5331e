package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the board and the alerts name is there when the loop runs. */
final class DemoMetricsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Pattern URL = Pattern.compile("Dashboard at (http\\S+/)(?:#\\S*)?");

  /** Names are told from functions and labels by their first word. */
  private static final Pattern NAME =
      Pattern.compile("\\b((?:millrace|kafka|flink|jvm|process)_[a-z0-9_]+)");

  @TempDir Path folder;

  @Test
  void everyMetricOfTheBoardAndTheAlertsExistsInARunningDemo() throws Exception {
    Cli cli = new Cli(folder.resolve("home"), InstantSource.system());
    Thread demo = new Thread(() -> cli.run("demo", "--port", "0"), "demo");
    demo.start();
    try {
      await().atMost(PATIENCE).until(() -> URL.matcher(cli.out()).find());
      Matcher url = URL.matcher(cli.out());
      assertThat(url.find()).isTrue();
      String metrics = url.group(1) + "metrics";
      Set<String> named = named();
      assertThat(named).hasSizeGreaterThan(20);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(scraped(metrics)).containsAll(named));
    } finally {
      cli.stop.request();
      demo.join();
    }
  }

  private static Set<String> scraped(String url) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    Set<String> names = new TreeSet<>();
    answer
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }

  private static Set<String> named() throws IOException {
    Path grafana = Path.of(System.getProperty("millrace.checkout"), "deploy", "grafana");
    Set<String> names = new TreeSet<>();
    for (String file : new String[] {"millrace.json", "alerts.yaml"}) {
      Matcher name = NAME.matcher(Files.readString(grafana.resolve(file)));
      while (name.find()) {
        names.add(name.group(1));
      }
    }
    return names;
  }
}

package dev.millrace.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.deploy.browser.Axe;
import dev.millrace.deploy.browser.Chromium;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** What a person sees and does on the page of a loop that runs: real broker, jobs and browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardInBrowserTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern ADDRESS = Pattern.compile("Dashboard at (\\S+)");
  private static final Pattern HTTP = Pattern.compile("HTTP at (\\S+), tokens in (\\S+)");
  private static final List<String> VIEWS =
      List.of("overview", "live", "learning", "versions", "fleet", "dead-letters");

  /** A newest version number in the first row of the table of versions. */
  private static final String NEWEST =
      "return Number(document.querySelector('.versions-table tbody th')?.firstChild.textContent)";

  private static final String TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

  /**
   * How much of each edge of a box is seen in the picture as a line of one colour, that of the
   * palette which suits best. The README of the model allows 3 px; the line is 2 px wide, and
   * labels may lie on it.
   */
  private static final String EDGES =
      """
      const [[x1, y1, x2, y2]] = arguments;
      const canvas = document.querySelector('.picture canvas');
      const { width, height } = canvas;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return import('/drawing.js').then(({ colourOf }) => {
        const colours = [0, 1, 2, 3, 4, 5, 6, 7].map((trackId) => colourOf({ trackId }));
        const near = (colour, x, y) => [1, 3, 5].every((at, i) =>
          Math.abs(parseInt(colour.slice(at, at + 2), 16) - data[4 * (y * width + x) + i]) < 40);
        const seen = (colour, x, y, across) => {
          for (let off = -4; off <= 4; off++) {
            const [u, v] = across ? [x, y + off] : [x + off, y];
            if (u >= 0 && v >= 0 && u < width && v < height && near(colour, u, v)) return true;
          }
          return false;
        };
        const edge = (colour, fromX, fromY, toX, toY) => {
          let drawn = 0;
          for (let i = 0; i < 100; i++) {
            const x = Math.round((fromX + ((toX - fromX) * i) / 99) * width / 640);
            const y = Math.round((fromY + ((toY - fromY) * i) / 99) * height / 480);
            if (seen(colour, x, y, fromY === toY)) drawn++;
          }
          return drawn / 100;
        };
        return [[x1, y1, x2, y1], [x1, y2, x2, y2], [x1, y1, x1, y2], [x2, y1, x2, y2]]
          .map((ends) => Math.max(...colours.map((colour) => edge(colour, ...ends))));
      });
      """;

  private static final String TOO_WIDE =
      "const page = document.documentElement; return page.scrollWidth > page.clientWidth";

  private @Nullable Loop loop;
  private @Nullable Device device;
  private @Nullable Chromium browser;

  /** Sends ten messages a second with their labels, and a picture every two seconds. */
  private static final class Device implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final String feeds;
    private final String token;
    private int sent;

    Device(String feeds, String token) {
      this.feeds = feeds;
      this.token = token;
    }

    void start(byte[] picture) {
      every(100, this::message);
      if (picture.length > 0) {
        every(2000, () -> post("pictures/events", "image/jpeg", picture));
      }
    }

    private void every(int millis, Runnable task) {
      ScheduledFuture<?> unused = clock.scheduleAtFixedRate(task, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** A class that a linear head learns at once. */
    private void message() {
      boolean spam = sent % 3 == 0;
      String id = "m" + sent++;
      String text = spam ? "win a free prize now" : "see you at home later";
      String event = "{\"eventId\": \"%s\", \"sourceId\": \"phone\", \"text\": \"%s <b>%d</b>\"}";
      post("messages/events", "application/json", event.formatted(id, text, sent).getBytes(UTF_8));
      String label = "{\"eventId\": \"%s\", \"task\": \"messages\", \"label\": \"%s\"}";
      post(
          "messages/labels",
          "application/json",
          label.formatted(id, spam ? "spam" : "ham").getBytes(UTF_8));
    }

    private void post(String path, String type, byte[] body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(feeds + "/" + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      // What is lost on the way is not what these tests are about: the next one follows.
      CompletableFuture<?> unused =
          client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }

  /** A {@code run} on a thread of its own. */
  private static final class Loop implements AutoCloseable {
    private final Cli cli;
    private final Thread thread;

    Loop(Path home, String... args) {
      cli = new Cli(home, InstantSource.system());
      thread = new Thread(() -> cli.run(args), "run");
      thread.start();
    }

    /** Waits until the command has printed something like that. */
    Matcher find(Pattern pattern) {
      await()
          .atMost(PATIENCE)
          .until(() -> !thread.isAlive() || pattern.matcher(cli.out() + cli.err()).find());
      Matcher found = pattern.matcher(cli.out() + cli.err());
      assertThat(found.find()).as(cli.err()).isTrue();
      return found;
    }

    @Override
    public void close() throws InterruptedException {
      cli.stop.request();
      thread.join();
    }
  }

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    browser = Chromium.open(1280, 900);
    List<String> args = new ArrayList<>(List.of("run", "--dashboard=0", "--http", "0"));
    Path token = Files.writeString(folder.resolve("control.token"), TOKEN);
    args.addAll(List.of("--control-token", token.toString()));
    args.addAll(List.of("--task", messages(folder).toString()));
    Path picture = data("onnx-detect-fastestdet/1.jpg");
    if (Files.exists(picture)) {
      args.addAll(List.of("--task", detector(folder).toString()));
    }
    loop = new Loop(folder.resolve("home"), args.toArray(String[]::new));
    browser.go(loop.find(ADDRESS).group(1) + "#token=" + TOKEN);
    Matcher http = loop.find(HTTP);
    device = new Device(http.group(1), Files.readString(Path.of(http.group(2))).strip());
    device.start(Files.exists(picture) ? Files.readAllBytes(picture) : new byte[0]);
    browser.awaitText("flowing");
  }

  @AfterAll
  void close() throws InterruptedException {
    if (device != null) {
      device.close();
    }
    if (loop != null) {
      loop.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static Path data(String name) {
    return Path.of(System.getProperty("millrace.testData", "absent")).resolve(name);
  }

  private static Path messages(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("messages.yaml"),
        """
        task: messages
        feed: {name: messages, format: topic-text}
        classes: [ham, spam]
        bundle: minilm-l6-v2-int8
        train:
          head: linear
          optimizer: {adam: {learningRate: 0.01}}
          batch: 1
          publishEvery: 20
          seed: 42
        """);
  }

  /** The example's detector, on pictures that others send, each of the same objects. */
  private static Path detector(Path folder) throws IOException {
    String task = Files.readString(Path.of("../examples/yolox.yaml"));
    Path model = data("onnx-detect-yolox-nano/yolox_nano.onnx").toAbsolutePath().normalize();
    return Files.writeString(
        folder.resolve("yolox.yaml"),
        task.replaceAll("path: \\S+yolox_nano\\.onnx", "path: " + model)
                .replace("format: images", "format: topic-image")
            + "track: {minHits: 1, maxAge: 10m}\n");
  }

  @Test
  void everyViewIsWholeInBothThemesAndWidthsWithoutComplaints() {
    for (int width : new int[] {1280, 390}) {
      browser.resize(width, 900);
      for (String theme : List.of("dark", "light")) {
        browser.view("overview");
        browser.awaitText("messages");
        if (!theme.equals(browser.script("return document.documentElement.dataset.theme"))) {
          browser.first("#theme").click();
        }
        for (String view : VIEWS) {
          browser.view(view);
          browser.first("nav a[aria-current][data-view='" + view + "']");
          browser.first("main > div");
          await()
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(browser.text()).doesNotContain("Reading"));
          String where = view + ", " + theme + ", " + width;
          assertThat(Axe.findings(browser)).as(where).isEmpty();
          assertThat(browser.script(TOO_WIDE)).as("scrolls sideways: " + where).isEqualTo(false);
        }
      }
    }
    browser.resize(1280, 900);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void textsComeWithTheirClassAndWhatIsInThemStaysText() {
    browser.view("live?task=messages");
    browser.awaitText("win a free prize now");
    assertThat(browser.text()).contains("<b>");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.text()).contains("✓ right").contains("spam"));
  }

  @Test
  void boxesLieWhereTheModelFindsThem() {
    assumeTrue(
        Files.exists(data("onnx-detect-fastestdet/1.jpg")),
        () -> "skipped: no real data at " + data("onnx-detect-fastestdet/1.jpg"));
    browser.view("live?task=yolox");
    browser.first(".picture canvas");
    browser.awaitText("bus");
    // The stored detections of this picture (640 x 480) in the folder of the model: a bus, a
    // person.
    List<List<Double>> expected =
        List.of(List.of(49.1, 80.7, 602.6, 423.8), List.of(16.9, 253.6, 48.3, 363.3));
    for (List<Double> box : expected) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat((List<?>) browser.script(EDGES, box))
                      .as("how much of the edges of %s is drawn", box)
                      .allSatisfy(
                          part -> assertThat(((Number) part).doubleValue()).isGreaterThan(0.6)));
    }
  }

  @Test
  void theCurvesOfLearningMove() {
    browser.view("learning?task=messages");
    browser.first(".chart canvas");
    String examples =
        "return document.querySelector('.learning .strip .figure:last-child dd')?.textContent";
    Object before = browser.script(examples);
    Object picture = browser.script("return document.querySelector('canvas').toDataURL()");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.script(examples)).isNotEqualTo(before));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(browser.script("return document.querySelector('canvas').toDataURL()"))
                    .isNotEqualTo(picture));
  }

  /** While training waits, so that the rows of the table stay where they are. */
  @Test
  void aPromotionAndARollbackChangeTheServedVersion() {
    browser.view("versions?task=messages");
    browser.first(".versions-table");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(newestVersion()).isGreaterThan(2));
    browser.view("overview");
    browser.press("Pause training");
    browser.press("dialog button", "Pause");
    browser.awaitText("training paused");
    browser.view("versions?task=messages");
    awaitNoNewVersion();
    pressRow("Promote version 1");
    browser.press("dialog button", "Promote");
    browser.awaitText("serves version 1, pinned by hand");
    browser.view("live?task=messages");
    browser.awaitText("messages · version 1 ·");
    browser.view("versions?task=messages");
    browser.press("Roll back");
    browser.press("dialog button", "Roll back");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(browser.text())
                    .contains("pinned by hand")
                    .doesNotContain("serves version 1,"));
    browser.press("Unpin");
    browser.press("dialog button", "Unpin");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.text()).doesNotContain("pinned by hand"));
    browser.view("overview");
    browser.press("Resume training");
    browser.press("dialog button", "Resume");
    browser.awaitText("Pause training");
    assertThat(browser.complaints()).isEmpty();
  }

  private long newestVersion() {
    return ((Number) browser.script(NEWEST)).longValue();
  }

  /** Several times as long as one version takes here. */
  private void awaitNoNewVersion() {
    AtomicLong before = new AtomicLong(-1);
    browser.first(".versions-table");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(8))
        .until(
            () -> {
              long now = newestVersion();
              return before.getAndSet(now) == now;
            });
  }

  private void pressRow(String label) {
    String selector = "button[aria-label='" + label + "']";
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              WebElement button = browser.first(selector);
              browser.script("arguments[0].scrollIntoView({block: 'center'})", button);
              button.click();
              return true;
            });
  }
}

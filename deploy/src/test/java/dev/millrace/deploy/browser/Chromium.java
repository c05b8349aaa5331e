package dev.millrace.deploy.browser;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a fresh profile. */
public final class Chromium implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Path> PLACES =
      Stream.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").map(Path::of).toList();

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens one; skips the test where Chromium or its driver isn't installed. */
  public static Chromium open(int width, int height) {
    Path browser = program("chromium");
    Path chromeDriver = program("chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    // Without a sandbox, since CI runs as root; the page is our own.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--force-device-scale-factor=1",
        "--window-size=" + width + "," + height);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(chromeDriver.toString()))
            .build();
    return new Chromium(new ChromeDriver(service, options));
  }

  private static Path program(String name) {
    return PLACES.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(
            () -> abort("no " + name + " in " + PLACES + "; install chromium and chromium-driver"));
  }

  public void go(String url) {
    driver.get(url);
  }

  /** Shows another view of the page that is open. */
  public void view(String name) {
    driver.executeScript("location.hash = arguments[0]", "#/" + name);
  }

  /** The size of the page itself, without a window around it. */
  public void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  public Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  /** All elements that a selector matches and that are shown. */
  public List<WebElement> shown(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  /** The first shown element, when there is one. */
  public WebElement first(String selector) {
    Awaitility.await(selector).atMost(PATIENCE).until(() -> !shown(selector).isEmpty());
    return shown(selector).get(0);
  }

  /** Presses the first shown button with that text. */
  public void press(String text) {
    press("button", text);
  }

  /** Presses the first shown element of a selector with that text. */
  public void press(String selector, String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              shown(selector).stream()
                  .filter(element -> element.getText().equals(text))
                  .findFirst()
                  .orElseThrow()
                  .click();
              return true;
            });
  }

  /** The text that a person sees. */
  public String text() {
    return String.valueOf(driver.executeScript("return document.body.innerText"));
  }

  /** Waits until the page shows a text. */
  public void awaitText(String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .untilAsserted(
            () -> {
              if (!text().contains(text)) {
                throw new AssertionError("the page says: " + text());
              }
            });
  }

  /** What the console said since the last call, warnings and errors. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}

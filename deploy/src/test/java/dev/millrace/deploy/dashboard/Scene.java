package dev.millrace.deploy.dashboard;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.TestCluster;
import dev.millrace.deploy.browser.Chromium;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** A broker, a dashboard on it, and a browser that shows its page. */
final class Scene implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Chromium browser;
  final TestCluster cluster;
  private final Path folder;
  private Dashboard dashboard;

  private Scene(Chromium browser, TestCluster cluster, Path folder) {
    this.browser = browser;
    this.cluster = cluster;
    this.folder = folder;
    dashboard = connected(0);
  }

  /** Opens all; skips the test where there is no browser. */
  static Scene open(Path folder) {
    Chromium browser = Chromium.open(1280, 900);
    Scene scene = new Scene(browser, new TestCluster(folder.resolve("run")), folder);
    browser.go(scene.dashboard.url());
    return scene;
  }

  private Dashboard connected(int port) {
    Dashboard opened =
        Dashboard.listen(
            new DashboardSettings(DashboardSettings.LOOPBACK, port, Set.of(), null),
            InstantSource.system());
    opened.connect(cluster.kafka(), folder.resolve("state"));
    return opened;
  }

  int port() {
    return URI.create(dashboard.url()).getPort();
  }

  Page page() {
    return new Page(dashboard);
  }

  void stopDashboard() {
    dashboard.close();
  }

  /** Another dashboard in the place of one that was stopped. */
  void startDashboard(int port) {
    dashboard = connected(port);
  }

  static long micros() {
    return InstantSource.system().millis() * 1_000;
  }

  @Override
  public void close() {
    browser.close();
    dashboard.close();
    cluster.close();
  }
}

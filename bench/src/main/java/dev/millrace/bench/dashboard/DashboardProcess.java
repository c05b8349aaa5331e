package dev.millrace.bench.dashboard;

import dev.millrace.deploy.cli.Millrace;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** {@code millrace dashboard} in a JVM of its own, so that it alone is measured. Close it. */
final class DashboardProcess implements AutoCloseable {

  private static final String SAID = "Dashboard at ";
  private static final double MEBI = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI url;

  private DashboardProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it and waits until its views run. */
  static DashboardProcess start(Path folder, String bootstrapServers, int port, String heap)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java("java"), "-Xmx" + heap));
    for (String opened : List.of("java.lang", "java.util", "java.time")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
    command.addAll(List.of(Millrace.class.getName(), "dashboard", "--port", "" + port));
    command.addAll(List.of("--bootstrap-servers", bootstrapServers));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.to(folder.resolve("log").toFile()))
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith(SAID)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException(
          "the dashboard did not start: " + Files.readString(folder.resolve("log")));
    }
    DashboardProcess started =
        new DashboardProcess(process, URI.create(line.substring(SAID.length()).strip()));
    started.awaitViews();
    return started;
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  /** The child works in another folder. */
  private static String absolute(String classPath) {
    List<String> parts = new ArrayList<>();
    for (String part : classPath.split(":", -1)) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(":", parts);
  }

  private void awaitViews() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!get("api/status").contains("\"views\":\"RUNNING\"")) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException("the dashboard's views do not run");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  URI url() {
    return url;
  }

  private String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Processor time on all cores so far. */
  Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /** Memory of the process that is in RAM, MiB. */
  double residentMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("this system does not tell the memory of process " + process.pid());
  }

  /** Heap in use after a full collection, MiB. */
  double heapMebibytes() throws IOException, InterruptedException {
    Process collect =
        new ProcessBuilder(java("jcmd"), "" + process.pid(), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collect.waitFor() != 0) {
      throw new IOException("jcmd could not collect the heap of process " + process.pid());
    }
    return figure("jvm_memory_used_bytes{area=\"heap\"}") / MEBI;
  }

  /** A figure of its own at {@code /metrics}. */
  double figure(String name) throws IOException, InterruptedException {
    return get("metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(String.format(Locale.ROOT, "no figure %s", name)));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package dev.millrace.deploy.cluster;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink session cluster as an installation has it: JobManager and TaskManagers as processes of
 * their own. Their class path holds Flink and what {@code flink-lib} adds to it, nothing else of
 * Millrace.
 */
final class ClusterProcesses implements AutoCloseable {

  /** Jars of a Flink distribution, as the class path of the tests has them. */
  private static final Pattern FLINK =
      Pattern.compile(
          "(flink-(?!connector-(base|kafka)).*"
              + "|commons-(cli|io|lang3|math3|text|collections|compress|codec)-.*"
              + "|kryo-.*|reflectasm-.*|objenesis-.*|minlog-.*|snappy-java-.*|lz4-java-.*"
              + "|javassist-.*|snakeyaml-engine-.*|async-profiler-.*|slf4j-api-.*|logback-.*"
              + "|jsr305-.*)\\.jar");

  private static final List<String> OPENS =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED");

  private static final Duration START_TIME = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final int restPort = freePort();
  private final List<Process> processes = new ArrayList<>();

  private ClusterProcesses(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a JobManager and one TaskManager and returns when its slots are there.
   *
   * @param lib jars in the lib folder of Flink beside its own
   */
  static ClusterProcesses start(Path folder, int slots, List<Path> lib) {
    ClusterProcesses cluster = new ClusterProcesses(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
    try {
      cluster.configure(slots);
      String classPath = classPath(lib);
      cluster.run(
          "jobmanager",
          classPath,
          "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
      cluster.run(
          "taskmanager", classPath, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
      await()
          .atMost(START_TIME)
          .ignoreExceptions()
          .failFast("a process has ended", () -> !cluster.alive())
          .until(() -> cluster.freeSlots() == slots);
      return cluster;
    } catch (Exception e) {
      String log = cluster.log();
      cluster.close();
      throw new IllegalStateException("cluster did not start:\n" + log, e);
    }
  }

  private static String classPath(List<Path> lib) {
    List<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> FLINK.matcher(Path.of(entry).getFileName().toString()).matches())
            .filter(entry -> !entry.endsWith("-tests.jar") && !entry.contains("flink-test-utils"))
            .collect(Collectors.toCollection(ArrayList::new));
    lib.forEach(jar -> jars.add(jar.toString()));
    return String.join(File.pathSeparator, jars);
  }

  private void configure(int slots) throws IOException {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("jobmanager.rpc.address", HOST),
            Map.entry("jobmanager.rpc.port", Integer.toString(freePort())),
            Map.entry("jobmanager.bind-host", HOST),
            Map.entry("rest.address", HOST),
            Map.entry("rest.bind-address", HOST),
            Map.entry("rest.port", Integer.toString(restPort)),
            Map.entry("taskmanager.host", HOST),
            Map.entry("taskmanager.bind-host", HOST),
            Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(slots)),
            Map.entry("taskmanager.cpu.cores", "2.0"),
            // Flink's own start script would work out what is not given.
            Map.entry("taskmanager.memory.framework.heap.size", "128mb"),
            Map.entry("taskmanager.memory.framework.off-heap.size", "128mb"),
            Map.entry("taskmanager.memory.jvm-metaspace.size", "256mb"),
            Map.entry("taskmanager.memory.jvm-overhead.min", "128mb"),
            Map.entry("taskmanager.memory.jvm-overhead.max", "128mb"),
            Map.entry("taskmanager.memory.task.heap.size", "512mb"),
            Map.entry("taskmanager.memory.task.off-heap.size", "256mb"),
            Map.entry("taskmanager.memory.network.min", "64mb"),
            Map.entry("taskmanager.memory.network.max", "64mb"),
            Map.entry("taskmanager.memory.managed.size", "16mb"),
            Map.entry("io.tmp.dirs", folder.resolve("tmp").toString()));
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(
        folder.resolve("config.yaml"),
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %-5level %logger{30} %msg%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="out"/></root>
        </configuration>
        """);
  }

  private void run(String role, String classPath, String main) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(OPENS);
    command.addAll(
        List.of(
            "-Xmx640m",
            "-XX:MaxDirectMemorySize=512m",
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
            "-cp",
            classPath,
            main,
            "--configDir",
            folder.toString()));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(role + ".log").toFile())
            .start());
  }

  private boolean alive() {
    return processes.stream().allMatch(Process::isAlive);
  }

  private int freeSlots() throws IOException, InterruptedException {
    HttpResponse<String> overview =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(url().resolve("/overview")).build(),
                HttpResponse.BodyHandlers.ofString());
    var free = Pattern.compile("\"slots-available\":(\\d+)").matcher(overview.body());
    return free.find() ? Integer.parseInt(free.group(1)) : 0;
  }

  URI url() {
    return URI.create("http://" + HOST + ":" + restPort);
  }

  /** What the processes have said, the end of it. */
  String log() {
    StringBuilder all = new StringBuilder();
    for (String role : List.of("jobmanager", "taskmanager")) {
      try {
        List<String> lines = Files.readAllLines(folder.resolve(role + ".log"));
        all.append("--- ").append(role).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 80), lines.size())
            .forEach(line -> all.append(line).append('\n'));
      } catch (IOException e) {
        all.append("no log of ").append(role).append('\n');
      }
    }
    return all.toString();
  }

  private void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
    for (Process process : processes) {
      process.onExit().join();
    }
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

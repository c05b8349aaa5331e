package dev.millrace.deploy.loop;

import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.cli.Millrace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace} commands as processes of their own; closing kills those that still run. */
final class Children implements AutoCloseable {

  private static final Duration START_TIME = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("listens on (\\S+),");

  private final Path logs;
  private final List<Child> children = new ArrayList<>();

  /**
   * @param logs folder for what they print
   */
  Children(Path logs) {
    this.logs = logs;
    // Also when the tests themselves are ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /**
   * A process and what it has printed.
   *
   * @param process the process
   * @param log its output, errors too
   */
  record Child(Process process, Path log) {
    String printed() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** As {@code kill -9} does, and not back before it is gone. */
    void kill() {
      process.destroyForcibly();
      await().atMost(START_TIME).until(() -> !process.isAlive());
    }
  }

  Child start(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                // They live for seconds, most of which would go to the second compiler.
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.time=ALL-UNNAMED",
                "-cp",
                classPath(),
                Millrace.class.getName()));
    command.addAll(List.of(arguments));
    Path log = logs.resolve(arguments[0] + "-" + children.size() + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(logs.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Child child = new Child(process, log);
      children.add(child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    return String.join(
        File.pathSeparator,
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /** Starts a broker; gives its address when it takes connections. */
  String broker(Path state) {
    Child broker = start("broker", "--state", state.toString());
    await()
        .atMost(START_TIME)
        .failFast("the broker has ended: " + broker.log(), () -> !broker.process().isAlive())
        .until(() -> ADDRESS.matcher(broker.printed()).find());
    Matcher address = ADDRESS.matcher(broker.printed());
    if (!address.find()) {
      throw new IllegalStateException(broker.printed());
    }
    return address.group(1);
  }

  @Override
  public void close() {
    children.forEach(child -> child.process().destroyForcibly());
  }
}

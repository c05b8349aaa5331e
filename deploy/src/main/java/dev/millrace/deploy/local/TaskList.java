package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Task name to task file, as a run was started: a command that needs a task's model later, such as
 * an export, finds it without being told.
 *
 * @param file where the list lies
 */
public record TaskList(Path file) {

  /** Its name in a state directory. */
  public static final String NAME = "tasks.properties";

  /** Writes the list; paths are kept absolute. */
  public void write(Map<String, Path> tasks) {
    Properties properties = new Properties();
    tasks.forEach((name, path) -> properties.setProperty(name, path.toAbsolutePath().toString()));
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, "task name = task file");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** The file of a task; empty if the run had no such task. */
  public Optional<Path> find(String task) {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return Optional.ofNullable(properties.getProperty(task)).map(Path::of);
  }
}

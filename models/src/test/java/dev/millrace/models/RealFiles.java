package dev.millrace.models;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.OnnxGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real models that tests run on; a test is skipped with a reason where they are absent. */
public final class RealFiles {

  private RealFiles() {}

  public static Path path(String relative) {
    Path root = Path.of(System.getProperty("millrace.testData", "../../shared/data"));
    Path file = root.resolve(relative);
    assumeTrue(Files.exists(file), "real data absent, set -Dmillrace.testData: " + file);
    return file;
  }

  public static byte[] bytes(String relative) {
    try {
      return Files.readAllBytes(path(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static OnnxGraph graph(String relative) {
    return OnnxGraph.read(bytes(relative), ModelLimits.DEFAULT);
  }
}

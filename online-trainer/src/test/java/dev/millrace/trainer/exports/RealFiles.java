package dev.millrace.trainer.exports;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.OnnxGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real models and data; a test is skipped with a reason where they are absent. */
final class RealFiles {

  private RealFiles() {}

  static Path path(String relative) {
    Path root = Path.of(System.getProperty("millrace.testData", "../../shared/data"));
    Path file = root.resolve(relative);
    String reason = "skipped: real data absent, set -Dmillrace.testData: " + file;
    if (!Files.exists(file)) {
      System.out.println(reason);
    }
    assumeTrue(Files.exists(file), reason);
    return file;
  }

  static byte[] bytes(String relative) {
    try {
      return Files.readAllBytes(path(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String relative) {
    try {
      return Files.readAllLines(path(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OnnxGraph graph(String relative) {
    return OnnxGraph.read(bytes(relative), ModelLimits.DEFAULT);
  }
}

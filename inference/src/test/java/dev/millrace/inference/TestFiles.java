package dev.millrace.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Real data and real models for tests. */
public final class TestFiles {

  private TestFiles() {}

  /** A folder of the real data sets; the test is skipped where they are absent. */
  public static Path folder(String name) {
    Path folder = Path.of(System.getProperty("millrace.testData", "no-data"), name);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "needs the data set " + folder + " (-Dmillrace.testData)");
    return folder;
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> lines(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  /** A file inside one of the model jars. */
  public static byte[] resource(String name) {
    try (InputStream in = TestFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

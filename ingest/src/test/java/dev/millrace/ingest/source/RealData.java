package dev.millrace.ingest.source;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real data sets beside the checkout. */
public final class RealData {

  private RealData() {}

  /** A folder or file of the data sets; the test is skipped with a reason where it is absent. */
  public static Path at(String name) {
    Path path = Path.of(System.getProperty("millrace.testData", "absent")).resolve(name);
    assumeTrue(Files.exists(path), () -> "skipped: no real data at " + path.toAbsolutePath());
    return path;
  }
}

package dev.millrace.deploy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The style of CONTRIBUTING.md, as far as a machine can see it, over the whole checkout. */
class TidyTest {

  @Test
  void theCheckoutKeepsTheStyle(TestReporter reporter) throws IOException {
    List<SourceFile> files = SourceTree.of(SourceTree.root());

    assertThat(files).as("Java files found").hasSizeGreaterThan(100);
    report(files, reporter);
    assertThat(TidyRules.check(files)).isEmpty();
  }

  private static void report(List<SourceFile> files, TestReporter reporter) {
    files.stream()
        .filter(file -> file.lines().size() > SizeRules.FILE_AIM)
        .forEach(file -> reporter.publishEntry("long file", file.path()));
  }
}

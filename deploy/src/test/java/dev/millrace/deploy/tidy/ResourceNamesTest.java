package dev.millrace.deploy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The launcher puts the libraries before the project's own classes, since only what comes first can
 * be archived. A resource that a library has under the same name would be found in its place, as
 * Flink's own page was.
 */
class ResourceNamesTest {

  /** Each jar has its own, and all of them are read. */
  private static final String SHARED = "META-INF/";

  @Test
  void noLibraryHasAResourceOfTheSameName() throws IOException {
    List<String> names = resources();
    assertThat(names).contains("dev/millrace/dashboard/web/index.html", "logback.xml");
    assertThat(names)
        .filteredOn(name -> !name.startsWith(SHARED))
        .allSatisfy(
            name ->
                assertThat(Collections.list(getClass().getClassLoader().getResources(name)))
                    .as(name)
                    .hasSize(1));
  }

  /** A folder is found by its name too: the first one hides the others. */
  @Test
  void noLibraryHasAFolderOfTheSameNameInItsRoot() throws IOException {
    assertThat(resources().stream().filter(name -> name.contains("/")))
        .allMatch(name -> name.startsWith("dev/millrace/") || name.startsWith(SHARED));
  }

  private static List<String> resources() throws IOException {
    try (Stream<Path> modules = Files.list(SourceTree.root())) {
      return modules
          .map(module -> module.resolve("src/main/resources"))
          .filter(Files::isDirectory)
          .flatMap(ResourceNamesTest::names)
          .toList();
    }
  }

  private static Stream<String> names(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.millrace.deploy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents name types and files that exist. */
class DocumentsTest {

  /** A type, alone or with one of its methods, as in {@code `Sources.records`}. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w*)(\\.\\w+)?`");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)");

  /** Types of the JDK and words of other languages. */
  private static final Set<String> FOREIGN = Set.of("Code", "InstantSource");

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyTypeThatIsNamedExists(String document) throws IOException {
    Path root = SourceTree.root();
    Set<String> named = matches(TYPE, Files.readString(root.resolve(document)));
    named.removeAll(FOREIGN);
    named.removeAll(types(root));

    assertThat(named).as("types named in " + document + " that are nowhere").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"})
  void everyLinkLeadsSomewhere(String document) throws IOException {
    Path root = SourceTree.root();
    assertThat(matches(LINK, Files.readString(root.resolve(document))))
        .allSatisfy(link -> assertThat(root.resolve(link)).exists());
  }

  @Test
  void aTypeThatIsNowhereIsNoticed() throws IOException {
    assertThat(matches(TYPE, "`Learner`, `Gate.decide` and `--drain`"))
        .containsExactly("Gate", "Learner");
    assertThat(types(SourceTree.root())).contains("Learner", "ModelAlias").doesNotContain("Mill");
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Hand-written types and the records of the schemas. */
  private static Set<String> types(Path root) throws IOException {
    Set<String> types =
        SourceTree.of(root).stream()
            .flatMap(file -> file.types().stream())
            .map(type -> type.getSimpleName().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> schemas = Files.list(root.resolve("schemas/src/main/avro"))) {
      List<String> names = schemas.map(file -> file.getFileName().toString()).toList();
      names.forEach(name -> types.add(name.replace(".avsc", "")));
    }
    return types;
  }
}

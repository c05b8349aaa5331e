package dev.millrace.deploy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker must be able to fail: each rule against a snippet that breaks it. */
class TidyRulesTest {

  private static final String LIBRARY = "models/src/main/java/dev/millrace/models/graph/A.java";
  private static final String CLI = "deploy/src/main/java/dev/millrace/deploy/cli/A.java";
  private static final String TEST = "models/src/test/java/dev/millrace/models/graph/ATest.java";

  @Test
  void aCleanFileBreaksNothing() throws IOException {
    assertThat(inspect(LIBRARY, "final class Cut { int at() { return 3; } }")).isEmpty();
  }

  @Test
  void aFileOfFourHundredLinesPassesAndOneMoreDoesNot() throws IOException {
    assertThat(inspect(LIBRARY, "class A {" + "\n".repeat(399) + "}")).isEmpty();
    assertThat(inspect(LIBRARY, "class A {" + "\n".repeat(400) + "}"))
        .singleElement()
        .asString()
        .contains("401 lines");
  }

  @Test
  void aMethodOfSixtyLinesIsTooLong() throws IOException {
    assertThat(inspect(LIBRARY, "class A { void f() {" + "\n".repeat(58) + "} }")).isEmpty();
    assertThat(inspect(LIBRARY, "class A { void f() {" + "\n".repeat(59) + "} }"))
        .singleElement()
        .asString()
        .contains("f() has 60 lines");
  }

  @Test
  void aLineOfMoreThanAHundredColumnsIsTooWideUnlessItImports() throws IOException {
    String wide = "x".repeat(101);

    assertThat(inspect(LIBRARY, "class A {}\n// " + wide)).hasSize(1);
    assertThat(inspect(LIBRARY, "import a." + wide + ";\nclass A {}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Manager", "Helper", "Util", "Utils", "Data", "Info", "Impl", "Base"})
  void namesThatSayNothingAreFoundInNestedTypesToo(String suffix) throws IOException {
    assertThat(inspect(LIBRARY, "class Model" + suffix + " {}")).hasSize(1);
    assertThat(inspect(LIBRARY, "class A { record Model" + suffix + "(int n) {} }")).hasSize(1);
    assertThat(inspect(LIBRARY, "class " + suffix + "Model {}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.currentTimeMillis()",
        "java.time.Instant.now()",
        "Math.random()",
        "new Random()",
        "System.getenv(\"RATE\")",
        "new Exception().printStackTrace()",
        "System.out.println()",
        "System.err.println()",
        "System.exit(1)"
      })
  void aBannedCallInALibraryIsFound(String call) throws IOException {
    assertThat(inspect(LIBRARY, "class A { void f() { " + call + "; } }")).hasSize(1);
  }

  @Test
  void wordsInCommentsAndStringsAreNotCalls() throws IOException {
    assertThat(inspect(LIBRARY, "/** Not System.out. */ class A { String s = \"System.getenv\"; }"))
        .isEmpty();
  }

  @Test
  void theCommandLineMayPrintAndReadTheSurroundings() throws IOException {
    String talking = "class A { void f() { System.out.println(System.getenv(\"HOME\")); } }";

    assertThat(inspect(CLI, talking)).isEmpty();
    assertThat(inspect(LIBRARY, talking)).hasSize(2);
  }

  @Test
  void testsMustNotSleepAndAreNamedBySentences() throws IOException {
    assertThat(inspect(TEST, "class A { void f() throws Exception { Thread.sleep(10); } }"))
        .singleElement()
        .asString()
        .contains("Awaitility");
    assertThat(inspect(TEST, "class A { @Test void testJoin2() {} }")).hasSize(1);
    assertThat(inspect(TEST, "class A { @Test void joinKeepsTheOrder() {} }")).isEmpty();
  }

  @Test
  void notesToOneselfAreFound() throws IOException {
    assertThat(inspect(LIBRARY, "class A {} // TO" + "DO later")).hasSize(1);
    assertThat(inspect(LIBRARY, "class A {} // FIX" + "ME")).hasSize(1);
  }

  @Test
  void aPackageWithoutIntroductionIsFoundAndOneWithoutNullMarkedToo() throws IOException {
    String info = LIBRARY.replace("A.java", "package-info.java");
    String clean = "package dev.millrace.models.graph;";

    assertThat(check(Map.of(LIBRARY, clean + "class A {}")))
        .singleElement()
        .asString()
        .contains("no package-info.java");
    assertThat(check(Map.of(info, clean))).singleElement().asString().contains("@NullMarked");
  }

  private static List<Finding> inspect(String path, String source) throws IOException {
    SourceFile file = SourceTree.parse(Map.of(path, source)).get(0);
    return TidyRules.PER_FILE.stream().flatMap(rule -> rule.apply(file).stream()).toList();
  }

  private static List<Finding> check(Map<String, String> files) throws IOException {
    return TidyRules.check(SourceTree.parse(files));
  }
}

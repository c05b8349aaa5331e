package dev.millrace.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is let in, and what hostile files meet. */
final class YamlDocumentTest {

  private static List<String> problems(String text) {
    Problems problems = new Problems("f");
    YamlDocument.parse(text, problems);
    return problems.byLine().stream().map(Object::toString).toList();
  }

  @Test
  void aliasesAreRefusedSoThatNothingCanMultiply() {
    String laughs = "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assertThat(problems(laughs))
        .hasSize(4)
        .startsWith("f:2: alias '*a' is not supported; write the value out");
  }

  @Test
  void tagsAreRefusedSoThatNoClassCanBeNamed() {
    assertThat(problems("a: 1\nb: !!java.net.URL [x]\nc: !mine 1\n"))
        .containsExactly(
            "f:2: tag 'tag:yaml.org,2002:java.net.URL' is not supported; drop it",
            "f:3: tag '!mine' is not supported; drop it");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(problems("[".repeat(10_000) + "]".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("Nesting Depth exceeded max 20");
  }

  @Test
  void hugeTextIsRefused() {
    assertThat(problems("a: " + "x".repeat(YamlDocument.MAX_BYTES)))
        .singleElement()
        .asString()
        .contains("exceeds the limit");
  }

  @Test
  void secondDocumentIsRefused() {
    assertThat(problems("a: 1\n---\nb: 2\n"))
        .singleElement()
        .asString()
        .startsWith("f:2: not YAML");
  }

  @Test
  void onlyTheFirstHundredProblemsAreKept() {
    Problems problems = new Problems("f");
    for (int line = 1; line <= 1000; line++) {
      problems.add(line, "k", "wrong");
    }
    assertThat(problems.byLine()).hasSize(100);
  }

  @Test
  void messagesStayOnOneLineAndShort() {
    Problems problems = new Problems("f");
    YamlDocument.parse("\"a\\nb\": 1", problems).map(map -> map.has("x"));
    YamlDocument.parse("\"" + "y".repeat(500) + "\"", problems).integer(0, 1);
    assertThat(problems.byLine())
        .allSatisfy(problem -> assertThat(problem.toString()).hasSizeLessThan(150))
        .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("\n"));
  }

  @Test
  void scalarsAreReadAsWhatIsAskedFor() {
    Problems problems = new Problems("f");
    List<YamlValue> values = YamlDocument.parse("[no, 007, 1_0, 0x1F, 1e-3]", problems).list();
    assertThat(values.get(0).text()).isEqualTo("no");
    assertThat(values.get(1).integer(0, 10)).isEqualTo(7);
    assertThat(values.get(4).decimal(0, 1)).isEqualTo(0.001);
    assertThat(problems.none()).isTrue();
    values.get(2).integer(0, 100);
    values.get(3).integer(0, 100);
    values.get(0).flag();
    assertThat(problems.byLine()).hasSize(3);
  }

  @Property(tries = 1000)
  void anyTextIsAValueOrAProblem(@ForAll String text) {
    Problems problems = new Problems("f");
    YamlValue value = YamlDocument.parse(text, problems);
    assertThat(value.isScalar() || value.isMap() || value.isList() || !problems.none()).isTrue();
  }
}

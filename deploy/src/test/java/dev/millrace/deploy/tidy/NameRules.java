package dev.millrace.deploy.tidy;

import com.sun.source.tree.MethodTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names say what a thing is; these say nothing. */
final class NameRules {

  private static final Pattern EMPTY_SUFFIX =
      Pattern.compile(".*(Manager|Helper|Utils?|Data|Info|Impl|Base)");

  /** {@code RealData} finds the recordings of the real data sets: there the word has a meaning. */
  private static final String REAL_DATA = "RealData";

  private NameRules() {}

  static List<Finding> typeSuffix(SourceFile file) {
    return file.types().stream()
        .filter(type -> !type.getSimpleName().contentEquals(REAL_DATA))
        .flatMap(
            type -> {
              Matcher empty = EMPTY_SUFFIX.matcher(type.getSimpleName());
              return empty.matches()
                  ? Stream.of(
                      file.finding(
                          type,
                          type.getSimpleName()
                              + " ends in "
                              + empty.group(1)
                              + ": name it by what it does or holds"))
                  : Stream.empty();
            })
        .toList();
  }

  /** A test's name is the sentence it proves. */
  static List<Finding> testName(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    for (MethodTree method : file.methods()) {
      String name = method.getName().toString();
      if (file.isTest() && isTest(method) && name.matches("test([A-Z0-9_].*)?")) {
        findings.add(file.finding(method, name + "(): name the test by the sentence it proves"));
      }
    }
    return findings;
  }

  private static boolean isTest(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .map(annotation -> annotation.getAnnotationType().toString())
        .anyMatch(List.of("Test", "Property", "ParameterizedTest", "RepeatedTest")::contains);
  }
}

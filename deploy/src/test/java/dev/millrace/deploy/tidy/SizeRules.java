package dev.millrace.deploy.tidy;

import com.sun.source.tree.MethodTree;
import java.util.ArrayList;
import java.util.List;

/** One idea a file, one step a method. */
final class SizeRules {

  static final int FILE_CAP = 400;

  /** Files above this are named in the test's report, to be looked at. */
  static final int FILE_AIM = 250;

  static final int METHOD_CAP = 60;
  static final int COLUMNS = 100;

  private SizeRules() {}

  static List<Finding> fileLength(SourceFile file) {
    int lines = file.lines().size();
    return lines <= FILE_CAP
        ? List.of()
        : List.of(
            new Finding(
                file.path(), lines, "has " + lines + " lines (at most 400): one idea a file"));
  }

  /** Counts the body: a table of cases in an annotation is data. */
  static List<Finding> methodLength(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    for (MethodTree method : file.methods()) {
      if (method.getBody() == null) {
        continue;
      }
      long lines = file.lastLine(method.getBody()) - file.firstLine(method.getBody()) + 1;
      if (lines >= METHOD_CAP) {
        findings.add(
            file.finding(
                method,
                method.getName() + "() has " + lines + " lines (below 60): name its steps"));
      }
    }
    return findings;
  }

  /** Imports can't be broken and are let through. */
  static List<Finding> lineLength(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length() > COLUMNS && !lines.get(i).startsWith("import ")) {
        findings.add(new Finding(file.path(), i + 1, "is wider than 100 columns"));
      }
    }
    return findings;
  }
}

package dev.millrace.deploy.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Notes to oneself: work that is left belongs in an issue. */
final class Leftovers {

  /** Written so that it doesn't find itself. */
  private static final Pattern NOTE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

  private Leftovers() {}

  static List<Finding> find(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (NOTE.matcher(lines.get(i)).find()) {
        findings.add(new Finding(file.path(), i + 1, "leaves a note: do it or open an issue"));
      }
    }
    return findings;
  }
}

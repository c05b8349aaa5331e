package dev.millrace.deploy.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The table of rules; each takes one file and says what in it breaks the rule. */
final class TidyRules {

  static final List<Function<SourceFile, List<Finding>>> PER_FILE =
      List.of(
          SizeRules::fileLength,
          SizeRules::methodLength,
          SizeRules::lineLength,
          NameRules::typeSuffix,
          NameRules::testName,
          BannedCalls::find,
          Leftovers::find);

  private TidyRules() {}

  static List<Finding> check(List<SourceFile> files) {
    List<Finding> findings = new ArrayList<>(PackageRules.find(files));
    for (SourceFile file : files) {
      PER_FILE.forEach(rule -> findings.addAll(rule.apply(file)));
    }
    return List.copyOf(findings);
  }
}

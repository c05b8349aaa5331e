package dev.millrace.deploy.tidy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every package introduces itself and is null-marked. */
final class PackageRules {

  private PackageRules() {}

  static List<Finding> find(List<SourceFile> files) {
    Set<String> introduced =
        files.stream()
            .filter(SourceFile::isPackageInfo)
            .map(SourceFile::folder)
            .collect(Collectors.toSet());
    Stream<Finding> missing =
        files.stream()
            .filter(file -> !file.isTest())
            .map(SourceFile::folder)
            .distinct()
            .filter(folder -> !introduced.contains(folder))
            .map(folder -> new Finding(folder, 1, "has no package-info.java"));
    Stream<Finding> unmarked =
        files.stream()
            .filter(SourceFile::isPackageInfo)
            .filter(file -> !isNullMarked(file))
            .map(file -> new Finding(file.path(), 1, "lacks @NullMarked"));
    return Stream.concat(missing, unmarked).toList();
  }

  private static boolean isNullMarked(SourceFile file) {
    return file.unit().getPackageAnnotations().stream()
        .map(annotation -> annotation.getAnnotationType().toString())
        .anyMatch(name -> name.equals("NullMarked") || name.endsWith(".NullMarked"));
  }
}

package dev.millrace.deploy.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A Java file as text and as the compiler's syntax tree, so that rules about code don't trip over
 * words in comments and strings.
 *
 * @param path from the root of the checkout, with forward slashes
 */
record SourceFile(String path, String text, CompilationUnitTree unit, SourcePositions positions) {

  List<String> lines() {
    return text.lines().toList();
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }

  boolean isPackageInfo() {
    return path.endsWith("/package-info.java");
  }

  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  long firstLine(Tree tree) {
    return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
  }

  long lastLine(Tree tree) {
    return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
  }

  Finding finding(Tree at, String message) {
    return new Finding(path, firstLine(at), message);
  }

  List<ClassTree> types() {
    return all(ClassTree.class, type -> !type.getSimpleName().isEmpty());
  }

  /** Methods and constructors that are written out, in the order of the file. */
  List<MethodTree> methods() {
    return all(MethodTree.class, method -> positions.getEndPosition(unit, method) > 0);
  }

  <T extends Tree> List<T> all(Class<T> kind, Predicate<T> wanted) {
    List<T> found = new ArrayList<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void scan(Tree tree, Void nothing) {
        if (kind.isInstance(tree) && wanted.test(kind.cast(tree))) {
          found.add(kind.cast(tree));
        }
        return super.scan(tree, null);
      }
    }.scan(unit, null);
    return found;
  }
}

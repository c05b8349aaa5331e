package dev.millrace.deploy.tidy;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What makes a run depend on more than its inputs, or speaks past the log; and what to use. */
final class BannedCalls {

  private static final Predicate<SourceFile> EVERYWHERE = file -> true;
  private static final Predicate<SourceFile> TESTS = SourceFile::isTest;

  /** The command line speaks to people and knows the surroundings; benchmarks print results. */
  private static final Predicate<SourceFile> LIBRARIES =
      file ->
          !file.isTest()
              && !file.path().startsWith("deploy/src/main/java/dev/millrace/deploy/cli/")
              && !file.path().startsWith("bench/");

  private static final Predicate<SourceFile> MAIN = file -> !file.isTest();

  private static final List<Row> TABLE =
      List.of(
          member("System.currentTimeMillis", EVERYWHERE, "inject an InstantSource"),
          member("Instant.now", MAIN, "inject an InstantSource"),
          member("LocalDateTime.now", EVERYWHERE, "inject an InstantSource"),
          member("Math.random", EVERYWHERE, "use a generator with a seed"),
          member("ThreadLocalRandom.current", EVERYWHERE, "use a generator with a seed"),
          new Row("new Random()", EVERYWHERE, "give it a seed", BannedCalls::isUnseededRandom),
          member("System.getenv", LIBRARIES, "take it from the configuration"),
          member("System.exit", LIBRARIES, "throw; the command line turns it into an exit code"),
          member("System.out", LIBRARIES, "use the logger"),
          member("System.err", LIBRARIES, "use the logger"),
          new Row(
              "printStackTrace",
              EVERYWHERE,
              "give the exception to the logger",
              tree ->
                  tree instanceof MemberSelectTree select
                      && select.getIdentifier().contentEquals("printStackTrace")),
          member("Thread.sleep", TESTS, "await the condition with Awaitility"));

  private BannedCalls() {}

  private record Row(
      String call, Predicate<SourceFile> where, String instead, Predicate<Tree> matches) {}

  private static Row member(String call, Predicate<SourceFile> where, String instead) {
    return new Row(
        call,
        where,
        instead,
        tree -> tree instanceof MemberSelectTree select && names(select, call));
  }

  /** Also when written with its package, as in {@code java.time.Instant.now}. */
  private static boolean names(MemberSelectTree select, String call) {
    String written = select.toString();
    return written.equals(call) || written.endsWith("." + call);
  }

  private static boolean isUnseededRandom(Tree tree) {
    return tree instanceof NewClassTree created
        && created.getArguments().isEmpty()
        && List.of("Random", "SecureRandom", "SplittableRandom", "java.util.Random")
            .contains(created.getIdentifier().toString());
  }

  static List<Finding> find(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    for (Row row : TABLE) {
      if (row.where.test(file)) {
        file.all(Tree.class, row.matches)
            .forEach(at -> findings.add(file.finding(at, row.call + ": " + row.instead)));
      }
    }
    return findings;
  }
}

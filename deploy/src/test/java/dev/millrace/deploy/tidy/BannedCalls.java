package dev.millrace.deploy.tidy;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What makes a run depend on more than its inputs, or speaks past the log; and what to use. */
final class BannedCalls {

  private static final List<Row> TABLE =
      List.of(
          member("System.currentTimeMillis", Where.EVERYWHERE, "inject an InstantSource"),
          member("Instant.now", Where.MAIN, "inject an InstantSource"),
          member("LocalDateTime.now", Where.EVERYWHERE, "inject an InstantSource"),
          member("Math.random", Where.EVERYWHERE, "use a generator with a seed"),
          member("ThreadLocalRandom.current", Where.EVERYWHERE, "use a generator with a seed"),
          new Row(
              "new Random()", Where.EVERYWHERE, "give it a seed", BannedCalls::isUnseededRandom),
          member("System.getenv", Where.LIBRARIES, "take it from the configuration"),
          member(
              "System.exit", Where.LIBRARIES, "throw; the command line turns it into an exit code"),
          member("System.out", Where.LIBRARIES, "use the logger"),
          member("System.err", Where.LIBRARIES, "use the logger"),
          new Row(
              "printStackTrace",
              Where.EVERYWHERE,
              "give the exception to the logger",
              tree ->
                  tree instanceof MemberSelectTree select
                      && select.getIdentifier().contentEquals("printStackTrace")),
          member("Thread.sleep", Where.TESTS, "await the condition with Awaitility"));

  private BannedCalls() {}

  private enum Where {
    EVERYWHERE,
    TESTS,
    MAIN,
    /** The command line speaks to people and knows the surroundings; benchmarks print results. */
    LIBRARIES;

    boolean holds(SourceFile file) {
      return switch (this) {
        case EVERYWHERE -> true;
        case TESTS -> file.isTest();
        case MAIN -> !file.isTest();
        case LIBRARIES ->
            !file.isTest()
                && !file.path().startsWith("deploy/src/main/java/dev/millrace/deploy/cli/")
                && !file.path().startsWith("bench/");
      };
    }
  }

  private record Row(String call, Where where, String instead, Predicate<Tree> matches) {}

  private static Row member(String call, Where where, String instead) {
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
      if (row.where.holds(file)) {
        file.all(Tree.class, row.matches)
            .forEach(at -> findings.add(file.finding(at, row.call + ": " + row.instead)));
      }
    }
    return findings;
  }
}

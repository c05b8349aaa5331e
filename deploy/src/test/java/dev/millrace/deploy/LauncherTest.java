package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script itself runs, in a tree of its own, with commands that write down how they are called.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {

  @TempDir Path folder;
  private Path tree;
  private Path source;

  @BeforeEach
  void makeTree() throws Exception {
    tree = folder.resolve("a tree");
    source = tree.resolve("deploy/src/main/java/Millrace.java");
    Files.createDirectories(source.getParent());
    Files.createFile(source);
    Files.createFile(tree.resolve("pom.xml"));
    Path script = Path.of(System.getProperty("user.dir")).getParent().resolve("millrace");
    Files.copy(script, tree.resolve("millrace"));
    executable(
        "java",
        """
        [ "$*" = -version ] && exit
        for a in "$@"; do
          echo "[$a]"
          case $a in
            -XX:DumpLoadedClassList=*) printf 'lib/A\\ndev/millrace/B\\n' >"${a#*=}" ;;
            -XX:SharedClassListFile=*) cat "${a#*=}" >>"%s" ;;
          esac
        done
        echo "pid $$"
        """
            .formatted(folder.resolve("archived")));
    executable(
        "mvn",
        """
        echo built >>../builds
        mkdir -p deploy/target
        printf own.jar >deploy/target/classpath
        printf lib.jar >deploy/target/libraries
        """);
  }

  private void executable(String name, String body) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ran(long pid, int code, List<String> out) {}

  private Ran run(String... args) throws Exception {
    return run(List.of(), args);
  }

  private Ran run(List<String> variables, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(variables);
    command.addAll(List.of("bash", tree.resolve("millrace").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().remove("JAVA_HOME");
    builder.redirectError(folder.resolve("stderr").toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.pid(), process.waitFor(), out.lines().toList());
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  @Test
  void buildsOnFirstUseAndAgainOnlyWhenASourceIsNewer() throws Exception {
    run("topics");
    run("topics");
    assertThat(builds()).isEqualTo(1);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run("topics");
    assertThat(builds()).isEqualTo(2);
    assertThat(folder.resolve("stderr")).content().contains("building");
  }

  @Test
  void classesOfLibrariesAreArchivedOnceForASetOfLibraries() throws Exception {
    run("topics");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run("topics");
    assertThat(folder.resolve("archived")).hasContent("lib/A");
    assertThat(builds()).isEqualTo(2);
    executable(
        "mvn",
        "printf own.jar >deploy/target/classpath; printf other.jar >deploy/target/libraries");
    run("topics");
    assertThat(Files.readAllLines(folder.resolve("archived"))).containsExactly("lib/A", "lib/A");
  }

  @Test
  void startsWithoutAnArchiveWhereNoneCanBeMade() throws Exception {
    executable("java", "for a in \"$@\"; do [ \"$a\" = demo ] && exit 1; done; echo \"$*\"");
    Ran ran = run("topics");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).singleElement().asString().endsWith(" topics");
    assertThat(folder.resolve("stderr")).content().contains("starts stay slow");
  }

  @Test
  void librariesStandBeforeOwnClassesSoThatTheArchiveOutlivesThem() throws Exception {
    Ran ran = run("topics");
    assertThat(ran.out())
        .anyMatch(line -> line.matches("\\[lib.jar:own.jar:.*/deploy/target/classes]"));
  }

  @Test
  void argumentsArriveAsTheyWereGivenInTheProcessThatWasStarted() throws Exception {
    Ran ran = run("run", "--out", "my results");
    assertThat(ran.out())
        .containsSubsequence(
            "[dev.millrace.deploy.cli.Millrace]", "[run]", "[--out]", "[my results]");
    // Replaced by exec, not a child: a signal to the script reaches the JVM.
    assertThat(ran.out()).contains("pid " + ran.pid());
  }

  @Test
  void failedBuildEndsWithoutRunningAnythingOld() throws Exception {
    executable("mvn", "exit 1");
    Ran ran = run("topics");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(folder.resolve("stderr")).content().contains("the build failed");
  }

  @Test
  void javaHomeWithoutJavaIsNamed() throws Exception {
    Ran ran = run(List.of("JAVA_HOME=/nowhere"), "topics");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(folder.resolve("stderr")).content().contains("/nowhere/bin/java", "install JDK 17");
  }
}

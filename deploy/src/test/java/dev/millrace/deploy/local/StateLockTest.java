package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {

  private static final int TAKEN = 10;
  private static final int REFUSED = 11;

  @TempDir private Path folder;

  /** Another process that tries to take the lock. */
  static final class Rival {
    private Rival() {}

    public static void main(String[] args) {
      System.exit(StateLock.tryTake(Path.of(args[0])).isPresent() ? TAKEN : REFUSED);
    }
  }

  @Test
  void refusedAttemptOfTheSameProcessDoesNotLetAnotherProcessIn() throws Exception {
    Path file = folder.resolve("lock");
    try (StateLock held = StateLock.tryTake(file).orElseThrow()) {
      assertThat(StateLock.tryTake(file)).isEmpty();
      assertThat(StateLock.holder(file)).isEqualTo("process " + ProcessHandle.current().pid());
      assertThat(rival(file)).isEqualTo(REFUSED);
      assertThat(held).isNotNull();
    }
    assertThat(rival(file)).isEqualTo(TAKEN);
  }

  private static int rival(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Rival.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}

package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReplayBarTest {

  private static final long SECOND = 1_000_000_000L;
  private final ReplayBar bar = new ReplayBar(10 * SECOND, 20 * SECOND);

  @Test
  void barGrowsWithTheTimeOfTheRecording() {
    assertThat(bar.line(Long.MIN_VALUE, 0, "1x"))
        .isEqualTo("[                        ] 1970-01-01T00:00:10Z  0 messages  1x");
    assertThat(bar.line(15 * SECOND, 1_234, "paused"))
        .isEqualTo("[############            ] 1970-01-01T00:00:15Z  1,234 messages  paused");
    assertThat(bar.line(20 * SECOND, 9, "1x")).startsWith("[########################]");
  }

  @Test
  void barOfALoopBeginsAgain() {
    assertThat(bar.line(25 * SECOND, 9, "1x")).startsWith("[############            ]");
  }
}

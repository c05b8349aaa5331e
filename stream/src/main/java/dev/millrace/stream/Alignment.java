package dev.millrace.stream;

import java.time.Duration;

/**
 * Sources that are read in step: none goes farther ahead of the slowest than a given time.
 *
 * @param group name of the group in the job
 * @param ahead farthest that one may be ahead, in event time
 */
public record Alignment(String group, Duration ahead) {

  /** A source may go on by {@code ahead} as often as this; more often would cost a message each. */
  static final Duration INTERVAL = Duration.ofMillis(100);
}

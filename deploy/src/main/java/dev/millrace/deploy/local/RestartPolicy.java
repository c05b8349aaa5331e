package dev.millrace.deploy.local;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;

/**
 * How often a cluster restarts a failed job from its last checkpoint.
 *
 * @param attempts restarts before the job counts as failed; 0 fails at once
 * @param delay pause before a restart
 */
public record RestartPolicy(int attempts, Duration delay) {

  /** The first failure ends the job: what a test and a drained replay want to see. */
  public static final RestartPolicy NONE = new RestartPolicy(0, Duration.ZERO);

  /** A broker that comes back within half a minute is waited for; a wrong program is not. */
  public static final RestartPolicy DEFAULT = new RestartPolicy(30, Duration.ofSeconds(1));

  /** Checks that nothing is negative. */
  public RestartPolicy {
    if (attempts < 0 || delay.isNegative()) {
      throw new IllegalArgumentException(
          "restart attempts and delay must not be negative: " + attempts + ", " + delay);
    }
  }

  /** Writes the policy into the settings of a cluster or of one job. */
  public void addTo(Configuration config) {
    if (attempts == 0) {
      config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
      return;
    }
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, attempts);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, delay);
  }
}

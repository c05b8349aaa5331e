package dev.millrace.dashboard.http;

import org.jspecify.annotations.Nullable;

/**
 * How an instance stands among others.
 *
 * @param advertisedHost where the others reach it; null means the address it listens on
 * @param standbys copies of each part of the state on other instances
 */
public record Cluster(@Nullable String advertisedHost, int standbys) {

  /** No others. */
  public static final Cluster ALONE = new Cluster(null, 0);

  public Cluster {
    if (standbys < 0) {
      throw new IllegalArgumentException("standbys must be 0 or more, not " + standbys);
    }
  }
}

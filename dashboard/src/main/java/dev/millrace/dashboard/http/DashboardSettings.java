package dev.millrace.dashboard.http;

import dev.millrace.dashboard.control.Token;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the dashboard listens.
 *
 * @param host address to listen on; loopback unless others may look
 * @param port port; 0 takes a free one
 * @param tasks tasks that are shown before they have said anything
 * @param token what control actions need; null leaves the page read-only
 * @param cluster how it stands among other instances
 * @param tls certificate and key; null serves plain HTTP
 */
public record DashboardSettings(
    String host,
    int port,
    Set<String> tasks,
    @Nullable Token token,
    Cluster cluster,
    @Nullable Tls tls) {

  /** Nobody else may look. */
  public static final String LOOPBACK = "127.0.0.1";

  /** The port that is taken where none is named. */
  public static final int DEFAULT_PORT = 8090;

  /** Plain HTTP, alone. */
  public DashboardSettings(String host, int port, Set<String> tasks, @Nullable Token token) {
    this(host, port, tasks, token, Cluster.ALONE, null);
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  public DashboardSettings {
    tasks = Set.copyOf(tasks);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is none; use 0 to 65535");
    }
  }
}

package dev.millrace.dashboard.http;

import dev.millrace.dashboard.query.Refused;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers that every answer has, and whom a request may come from. Thread-safe. */
final class Guard {

  private static final int FORBIDDEN = 403;

  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "worker-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "connect-src 'self'",
          "font-src 'self'",
          "manifest-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean loopback;

  /**
   * @param host what the server is bound to
   */
  Guard(String host) {
    loopback = LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.equals("::1");
  }

  /** Runs before every answer. */
  void before(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
    requireKnownHost(ctx.header("Host"));
  }

  /** A page elsewhere can let its own name mean this machine (DNS rebinding). */
  private void requireKnownHost(@Nullable String host) {
    if (loopback && (host == null || !LOOPBACK.contains(name(host)))) {
      throw new Refused(
          FORBIDDEN,
          "header Host is '"
              + host
              + "' but this server is for this machine alone; open it as http://127.0.0.1");
    }
  }

  private static String name(String host) {
    int port = host.lastIndexOf(':');
    boolean hasPort = port > host.lastIndexOf(']') && port > 0;
    return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }
}

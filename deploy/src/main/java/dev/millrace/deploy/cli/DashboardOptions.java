package dev.millrace.deploy.cli;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.control.Token;
import dev.millrace.dashboard.http.Cluster;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.dashboard.http.Tls;
import dev.millrace.schemas.task.Task;
import io.javalin.util.JavalinBindException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a dashboard listens. */
final class DashboardOptions {

  private static final int FREE = 0;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = DashboardSettings.LOOPBACK,
      description = "Address the dashboard listens on (default: ${DEFAULT-VALUE}).")
  private String host = DashboardSettings.LOOPBACK;

  @Option(
      names = "--control-token",
      paramLabel = "FILE",
      description =
          "File whose first line lets the page promote, roll back, pause and replay;"
              + " without it the page is read-only.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Serve https with the certificate and key in this key store (PKCS #12).")
  private @Nullable Path keystore;

  @Option(
      names = "--tls-password",
      paramLabel = "FILE",
      description = "File whose first line opens the key store.")
  private @Nullable Path keystorePassword;

  private Cluster cluster = Cluster.ALONE;

  /** Whether another port is taken when one is in use. */
  private enum Port {
    AS_NAMED,
    ANY_IF_TAKEN
  }

  /** Among other instances. */
  DashboardOptions in(Cluster others) {
    cluster = others;
    return this;
  }

  /** Listens, and tells where before anything else is said. */
  Dashboard listen(int port, Collection<Task> tasks, InstantSource clock, PrintWriter out) {
    Token token = token();
    return told(open(port, Port.AS_NAMED, tasks, clock, token), "", out);
  }

  /**
   * As {@link #listen}, for one who has just started it at this terminal and so may act. The token
   * stands in the part of the address that a browser does not send, and in no log.
   *
   * @param port null takes the usual one, or a free one if that is taken
   */
  Dashboard listenForDemo(
      @Nullable Integer port, Collection<Task> tasks, InstantSource clock, PrintWriter out) {
    String random = Token.random();
    Token named = token();
    Dashboard dashboard =
        open(
            port == null ? DashboardSettings.DEFAULT_PORT : port,
            port == null ? Port.ANY_IF_TAKEN : Port.AS_NAMED,
            tasks,
            clock,
            named == null ? new Token(random) : named);
    return told(dashboard, named == null ? "#token=" + random : "", out);
  }

  private static Dashboard told(Dashboard dashboard, String fragment, PrintWriter out) {
    out.println("Dashboard at " + dashboard.url() + fragment);
    out.flush();
    return dashboard;
  }

  private @Nullable Tls tls() {
    if (keystore == null) {
      return null;
    }
    if (keystorePassword == null) {
      throw new IllegalArgumentException(
          "--tls-keystore needs --tls-password FILE, whose first line opens it");
    }
    return Tls.read(keystore, keystorePassword);
  }

  private @Nullable Token token() {
    try {
      return tokenFile == null ? null : Token.read(tokenFile);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Dashboard open(
      int port, Port choice, Collection<Task> tasks, InstantSource clock, @Nullable Token token) {
    try {
      return Dashboard.listen(settings(port, tasks, token), clock);
    } catch (JavalinBindException e) {
      if (choice == Port.ANY_IF_TAKEN) {
        return Dashboard.listen(settings(FREE, tasks, token), clock);
      }
      throw new ParameterException(
          mixee.commandLine(),
          "the dashboard cannot listen on "
              + host
              + " port "
              + port
              + "; it is in use, or not yours; name another, or 0 for a free one",
          e);
    }
  }

  private DashboardSettings settings(int port, Collection<Task> tasks, @Nullable Token token) {
    try {
      return new DashboardSettings(
          host,
          port,
          tasks.stream().map(Task::name).collect(Collectors.toSet()),
          token,
          cluster,
          tls());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}

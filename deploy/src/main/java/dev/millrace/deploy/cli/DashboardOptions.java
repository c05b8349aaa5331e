package dev.millrace.deploy.cli;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.schemas.task.Task;
import io.javalin.util.JavalinBindException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.stream.Collectors;
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

  /** Whether another port is taken when one is in use. */
  enum Port {
    AS_NAMED,
    ANY_IF_TAKEN
  }

  /** Listens, and tells where before anything else is said. */
  Dashboard listen(
      int port, Port choice, Collection<Task> tasks, InstantSource clock, PrintWriter out) {
    Dashboard dashboard = open(port, choice, tasks, clock);
    out.println("Dashboard at " + dashboard.url());
    out.flush();
    return dashboard;
  }

  private Dashboard open(int port, Port choice, Collection<Task> tasks, InstantSource clock) {
    try {
      return Dashboard.listen(settings(port, tasks), clock);
    } catch (JavalinBindException e) {
      if (choice == Port.ANY_IF_TAKEN) {
        return Dashboard.listen(settings(FREE, tasks), clock);
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

  private DashboardSettings settings(int port, Collection<Task> tasks) {
    try {
      return new DashboardSettings(
          host, port, tasks.stream().map(Task::name).collect(Collectors.toSet()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}

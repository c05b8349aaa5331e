package dev.millrace.deploy.cli;

import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.Cluster;
import dev.millrace.dashboard.http.DashboardSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the dashboard of a loop that runs elsewhere. */
@Command(
    name = "dashboard",
    description = "Show in a browser what the models see and learn, until Ctrl-C.",
    mixinStandardHelpOptions = true)
final class DashboardCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private DashboardOptions dashboard = new DashboardOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + DashboardSettings.DEFAULT_PORT,
      description = "Port to listen on (default: ${DEFAULT-VALUE}); 0 takes a free one.")
  private int port = DashboardSettings.DEFAULT_PORT;

  @Option(
      names = "--advertised-host",
      paramLabel = "HOST",
      description = "Where other instances reach this one (default: the address of --host).")
  private @Nullable String advertisedHost;

  @Option(
      names = "--standbys",
      paramLabel = "N",
      defaultValue = "1",
      description = "Copies of the state on other instances (default: ${DEFAULT-VALUE}).")
  private int standbys = 1;

  DashboardCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    // Its own for each instance on this machine, and the same after a restart.
    Path state = surroundings.home().folder().resolve("dashboard-" + port);
    try (Dashboard listening =
            dashboard
                .in(new Cluster(advertisedHost, standbys))
                .listen(port, List.of(), surroundings.clock(), spec.commandLine().getOut());
        KafkaOptions.Open open = kafka.open(surroundings.home());
        AutoCloseable connected = listening.connect(open.kafka(), state)) {
      surroundings.stop().await();
    }
    return 0;
  }
}

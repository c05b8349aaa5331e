package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.local.StateDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the embedded broker alone. */
@Command(
    name = "broker",
    description = "Run the embedded broker alone, until Ctrl-C.",
    mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "State directory; made where it is new.")
  private Path state = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port on 127.0.0.1 (default: one that is free).")
  private int port = LocalBroker.FREE_PORT;

  @Option(names = "--json", description = "Print the address as JSON.")
  private boolean json;

  BrokerCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (StateDirectory directory = StateDirectory.open(state);
        Logging.LogFile log = Logging.fileIn(directory.folder());
        LocalBroker broker = LocalBroker.start(directory.kafka(), port)) {
      directory.publishPort(broker.port());
      out.println(
          json
              ? "{\"bootstrapServers\":\"" + broker.bootstrapServers() + "\"}"
              : "broker listens on " + broker.bootstrapServers() + ", Ctrl-C ends it");
      out.flush();
      surroundings.stop().await();
    }
    return 0;
  }
}

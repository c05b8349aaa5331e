package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.StateHome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code millrace} command. */
@Command(
    name = "millrace",
    description = "Deep models that serve and learn on the stream.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND")
public final class Millrace {

  private static final Logger LOG = LoggerFactory.getLogger(Millrace.class);

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show what happens on stderr.")
  void setVerbose(boolean verbose) {
    if (verbose) {
      Logging.verbose();
    }
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    StopSignal stop = new StopSignal();
    stop.install();
    Surroundings surroundings =
        new Surroundings(new StateHome(Path.of(".millrace")), InstantSource.system(), stop);
    int code;
    try {
      code = commandLine(surroundings).execute(args);
    } finally {
      stop.finished();
    }
    System.exit(code);
  }

  /** The parser with all commands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    CommandLine line = new CommandLine(new Millrace());
    line.addSubcommand(new DemoCommand(surroundings));
    line.addSubcommand(new RunCommand(surroundings));
    line.addSubcommand(new TopicsCommand(surroundings));
    line.addSubcommand(new PredictionsCommand(surroundings));
    line.addSubcommand(
        new CommandLine(new DeadLettersCommand(surroundings))
            .addSubcommand(new DeadLettersReplayCommand(surroundings)));
    line.addSubcommand(ModelsCommand.line(surroundings));
    line.addSubcommand(new FitCommand(surroundings));
    line.addSubcommand(new InspectCommand());
    line.addSubcommand(new ReplayCommand(surroundings));
    line.addSubcommand(new RecordCommand(surroundings));
    line.addSubcommand(new GatewayCommand(surroundings));
    line.addSubcommand(new DashboardCommand(surroundings));
    line.addSubcommand(new BlobsCommand(surroundings));
    line.addSubcommand(new BrokerCommand(surroundings));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(Millrace::misused);
    line.setExecutionExceptionHandler(Millrace::failed);
    return line;
  }

  /** Says what is wrong and where help is; the whole usage would bury a task file's errors. */
  private static int misused(ParameterException exception, String[] args) {
    CommandLine line = exception.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("millrace: " + exception.getMessage());
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("See `" + line.getCommandSpec().qualifiedName() + " --help`.");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception exception, CommandLine line, ParseResult parsed) {
    Throwable cause = exception;
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    PrintWriter err = line.getErr();
    err.println("millrace: " + (cause.getMessage() == null ? cause : cause.getMessage()));
    err.flush();
    LOG.info("event=command-failed command={}", line.getCommandName(), exception);
    return CommandLine.ExitCode.SOFTWARE;
  }
}

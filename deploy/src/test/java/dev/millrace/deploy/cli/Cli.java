package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.StateHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine;

/** Runs the command line as a person would and keeps what it says. */
final class Cli {

  final StopSignal stop = new StopSignal();
  private final Path home;
  private final InstantSource clock;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  /** At noon, where time stands still. */
  Cli(Path home) {
    this(home, InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z")));
  }

  Cli(Path home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine line = Millrace.commandLine(new Surroundings(new StateHome(home), clock, stop));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}

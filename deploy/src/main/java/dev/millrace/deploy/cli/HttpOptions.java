package dev.millrace.deploy.cli;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.http.HttpGateway;
import dev.millrace.ingest.http.Tokens;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether events are taken by HTTP, and from whom. */
final class HttpOptions {

  private static final String TOKENS = "http.tokens";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec mixee;

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description =
          "Take events and labels of feeds that others fill by HTTP; 0 takes a free port.")
  private @Nullable Integer port;

  @Option(
      names = "--http-bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String bind = "127.0.0.1";

  @Option(
      names = "--http-tokens",
      paramLabel = "FILE",
      description = "Bearer tokens, one a line; without it one is made in the state directory.")
  private @Nullable Path tokens;

  boolean wanted() {
    return port != null;
  }

  /** Tells wrong use before anything has started. */
  void check(Collection<Task> tasks) {
    if (port != null && feeds(tasks).isEmpty()) {
      throw usage("--http: no feed of these tasks is filled by others; use a format topic-…");
    }
    if (port != null && tokens != null) {
      read(tokens);
    }
  }

  /**
   * Starts the gateway where it is wanted.
   *
   * @param folder where a token is made if none is given
   * @param claims what becomes of large pictures
   * @return something to close
   */
  AutoCloseable start(
      Collection<Task> tasks, KafkaAccess kafka, Path folder, PrintWriter out, Claims claims) {
    if (port == null) {
      return () -> {};
    }
    Path file = tokens == null ? folder.resolve(TOKENS) : tokens;
    if (tokens == null) {
      Tokens.makeIfAbsent(file);
    }
    HttpGateway gateway =
        HttpGateway.create(feeds(tasks), kafka.settings(), kafka.topics(), read(file), claims);
    int listening = gateway.start(new HttpGateway.Address(bind, port));
    out.println("HTTP at http://" + bind + ":" + listening + "/feeds, tokens in " + file);
    out.flush();
    return gateway;
  }

  private Tokens read(Path file) {
    try {
      return Tokens.read(file);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private static List<Feed> feeds(Collection<Task> tasks) {
    return RunFeeds.byName(tasks).values().stream()
        .filter(feed -> feed.format().external())
        .toList();
  }

  private RuntimeException usage(String message) {
    return mixee == null
        ? new IllegalStateException(message)
        : new ParameterException(mixee.commandLine(), message);
  }
}

package dev.millrace.deploy.cli;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.http.HttpGateway;
import dev.millrace.ingest.http.RateLimits;
import dev.millrace.ingest.http.Tokens;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
          "Take events and labels of feeds that others fill by HTTP and WebSocket; 0 takes a free"
              + " port.")
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

  @Option(
      names = "--http-rate",
      paramLabel = "N",
      description =
          "Most events a second of each token; beyond it posts get 429 and WebSockets are slowed.")
  private double rate = Double.POSITIVE_INFINITY;

  @Option(
      names = "--http-source-rate",
      paramLabel = "N",
      description = "Most events a second of each source of a feed; others are refused with 429.")
  private double sourceRate = Double.POSITIVE_INFINITY;

  @Option(
      names = "--http-origin",
      paramLabel = "ORIGIN",
      description = "Web pages of this origin may open WebSockets; may be repeated.")
  private Set<String> origins = new LinkedHashSet<>();

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
    rates();
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
    HttpGateway.Access access = new HttpGateway.Access(read(file), rates(), origins);
    HttpGateway gateway =
        HttpGateway.create(feeds(tasks), kafka.settings(), kafka.topics(), access, claims);
    int listening = gateway.start(new HttpGateway.Address(bind, port));
    out.println("HTTP at http://" + bind + ":" + listening + "/feeds, tokens in " + file);
    out.flush();
    return gateway;
  }

  private RateLimits rates() {
    try {
      return new RateLimits(rate, sourceRate);
    } catch (IllegalArgumentException e) {
      throw usage("--http-rate and --http-source-rate: " + e.getMessage());
    }
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

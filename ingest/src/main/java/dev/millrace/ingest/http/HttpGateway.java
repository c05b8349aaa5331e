package dev.millrace.ingest.http;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.source.FeedProducer;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events and labels by HTTP/1.1 and by WebSockets.
 *
 * <ul>
 *   <li>{@code POST /feeds/{feed}/events}: one payload, a JSON array, or JSON objects one a line.
 *   <li>{@code POST /feeds/{feed}/labels}: labels in JSON, likewise.
 *   <li>{@code GET} of either opens a WebSocket whose messages are such bodies.
 * </ul>
 *
 * <p>Answers 202 when Kafka has acknowledged all of a body, 207 when a part, and otherwise the
 * status of what is wrong. Whether an event can be used is for ingest to say, which makes a dead
 * letter of it otherwise.
 */
public final class HttpGateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int UPGRADE = 426;
  private static final String CALLER = "caller";

  /** Names of feeds have no slash and nothing that is written in another way in a path. */
  private static final Pattern PATH = Pattern.compile("/feeds/([^/]+)/(events|labels)");

  /** Kafka's producer gives up before the sender is told so. */
  private static final Duration DELIVERY = Duration.ofSeconds(20);

  private static final Duration IDLE_AT_LIMIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, RawFeed> feeds = new TreeMap<>();
  private final Topics topics;
  private final Tokens tokens;
  private final HttpLimits limits;
  private final ByteBudget budget;
  private final Postings postings;
  private final SocketDesk sockets;
  private final Producer<byte[], byte[]> producer;
  private final Javalin server;

  /**
   * Where it listens.
   *
   * @param host address; loopback unless others may reach it
   * @param port port; 0 takes a free one
   */
  public record Address(String host, int port) {}

  /**
   * Who may send, and how much.
   *
   * @param tokens bearer tokens
   * @param rates events a second
   * @param origins origins of web pages that may open WebSockets; programs send none
   */
  public record Access(Tokens tokens, RateLimits rates, Set<String> origins) {
    public Access {
      origins = Set.copyOf(origins);
    }

    /** Every holder of a token, as much as fits, and no web page. */
    public static Access of(Tokens tokens) {
      return new Access(tokens, RateLimits.NONE, Set.of());
    }
  }

  /**
   * A gateway, not yet listening.
   *
   * @param feeds feeds that others fill
   * @param kafka bootstrap servers and security settings
   * @param claims what becomes of large pictures
   */
  public static HttpGateway create(
      Collection<Feed> feeds, Map<String, ?> kafka, Topics topics, Access access, Claims claims) {
    HttpLimits limits = HttpLimits.forBodies(claims.mostBytes());
    return new HttpGateway(feeds, producer(kafka, claims), topics, access, limits);
  }

  HttpGateway(
      Collection<Feed> feeds,
      Producer<byte[], byte[]> producer,
      Topics topics,
      Access access,
      HttpLimits limits) {
    feeds.forEach(feed -> this.feeds.putIfAbsent(feed.name(), RawFeed.of(feed)));
    this.topics = topics;
    tokens = access.tokens();
    this.limits = limits;
    this.producer = producer;
    budget = new ByteBudget(limits.underWayBytes());
    postings =
        new Postings(
            new PostReader(limits),
            new PostWriter(producer),
            new Rates(access.rates(), System::nanoTime));
    sockets = new SocketDesk(limits, budget, postings);
    SocketDoor door = new SocketDoor(new Desk(), access.origins(), sockets);
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.modifyServer(jetty -> limitConnections(jetty, limits.connections()));
              config.routes.before(this::authorize);
              config.routes.post("/feeds/{feed}/events", this::take);
              config.routes.post("/feeds/{feed}/labels", this::take);
              config.routes.get("/feeds/{feed}/events", HttpGateway::sayUpgrade);
              config.routes.get("/feeds/{feed}/labels", HttpGateway::sayUpgrade);
              config.jetty.modifyServletContextHandler(door::into);
              config.routes.exception(RefusedPost.class, (e, ctx) -> answer(ctx, e.refusal()));
              config.routes.error(NOT_FOUND, HttpGateway::unknownPath);
            });
  }

  private static Producer<byte[], byte[]> producer(Map<String, ?> kafka, Claims claims) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis() / 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY.toMillis());
    return FeedProducer.create(settings, "http", claims);
  }

  private static void limitConnections(Server jetty, int most) {
    ConnectionLimit limit = new ConnectionLimit(most, jetty);
    // Beyond the limit senders wait, so those who keep a connection open for nothing must let go.
    limit.setIdleTimeout(IDLE_AT_LIMIT.toMillis());
    jetty.addBean(limit);
  }

  /**
   * Listens.
   *
   * @return the port
   */
  public int start(Address address) {
    server.start(address.host(), address.port());
    LOG.info(
        "http gateway listens host={} port={} feeds={}",
        address.host(),
        server.port(),
        feeds.keySet());
    return server.port();
  }

  /** Carries a refusal through Javalin, which knows unchecked exceptions alone. */
  private static final class RefusedPost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedPost(Refusal refusal) {
      super(refusal.getMessage(), null, false, false);
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }

  private void authorize(Context ctx) {
    try {
      ctx.attribute(CALLER, caller(Optional.ofNullable(ctx.header("Authorization"))));
    } catch (Refusal e) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new RefusedPost(e);
    }
  }

  private String caller(Optional<String> authorization) throws Refusal {
    Optional<String> caller = tokens.caller(authorization.orElse(null));
    if (caller.isEmpty()) {
      throw new Refusal(
          UNAUTHORIZED,
          "the request has no token that is known here",
          "Authorization",
          authorization.isEmpty() ? "" : "(not shown)",
          "send 'Authorization: Bearer TOKEN' with a line of the token file");
    }
    return caller.get();
  }

  private static String caller(Context ctx) {
    return String.valueOf(ctx.<String>attribute(CALLER));
  }

  private static void unknownPath(Context ctx) {
    if (ctx.contentType() == null || !RawHeaders.JSON.equals(ctx.res().getContentType())) {
      answer(ctx, unknownPath(ctx.path()));
    }
  }

  private static Refusal unknownPath(String path) {
    return new Refusal(
        NOT_FOUND,
        "there is nothing here",
        "path",
        path,
        "POST to /feeds/{feed}/events or /feeds/{feed}/labels, or open a WebSocket there");
  }

  private Postings.Target target(String path) throws Refusal {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      throw unknownPath(path);
    }
    String name = parts.group(1);
    RawFeed feed = feeds.get(name);
    if (feed == null) {
      throw new Refusal(
          NOT_FOUND, "no such feed", "feed", name, "send to one of " + feeds.keySet());
    }
    return parts.group(2).equals("labels")
        ? new Postings.Target(RawFeed.LABELS, name, topics.rawLabels())
        : new Postings.Target(feed, name, topics.raw(name));
  }

  private void take(Context ctx) throws Exception {
    try {
      Postings.Target target = target(ctx.path());
      String type = PostReader.type(ctx.contentType(), target.feed());
      long stated = ctx.req().getContentLengthLong();
      if (stated > limits.requestBytes()) {
        throw tooLarge(stated + " bytes");
      }
      // A body of unknown length may be as large as any.
      long reserved = stated < 0 ? limits.requestBytes() : stated;
      if (!budget.take(reserved)) {
        throw Refusal.tooMuch(
            "as much is under way as fits",
            "body",
            budget.taken() + " of " + limits.underWayBytes() + " bytes",
            1);
      }
      try {
        Cut cut = postings.cut(target, body(ctx), type, EventHeaders.of(ctx));
        long wait = postings.waitFor(caller(ctx), cut);
        if (wait > 0) {
          throw Refusal.tooMuch(
              "the token sends more events a second than it may",
              "Authorization",
              "(not shown)",
              Rates.seconds(wait));
        }
        answer(ctx, postings.send(target, cut).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        throw PostWriter.refusal(e);
      } finally {
        budget.giveBack(reserved);
      }
    } catch (Refusal e) {
      throw new RefusedPost(e);
    }
  }

  /** The same for sockets. */
  private final class Desk implements SocketDoor.PostDesk {
    @Override
    public String caller(Optional<String> authorization) throws Refusal {
      return HttpGateway.this.caller(authorization);
    }

    @Override
    public Postings.Target target(String path) throws Refusal {
      return HttpGateway.this.target(path);
    }
  }

  private static void sayUpgrade(Context ctx) {
    ctx.header("Upgrade", "websocket");
    throw new RefusedPost(
        new Refusal(
            UPGRADE, "events are posted, or sent by a WebSocket", "Upgrade", "", "use POST"));
  }

  private byte[] body(Context ctx) throws IOException, Refusal {
    try (InputStream in = ctx.req().getInputStream()) {
      byte[] body = in.readNBytes(limits.requestBytes() + 1);
      if (body.length > limits.requestBytes()) {
        throw tooLarge("more than that");
      }
      return body;
    }
  }

  private Refusal tooLarge(String size) {
    return new Refusal(
        TOO_LARGE,
        "a body has at most " + limits.requestBytes() + " bytes",
        "Content-Length",
        size,
        "send several smaller ones");
  }

  private static void answer(Context ctx, Refusal refusal) {
    answer(ctx, Postings.answer(refusal));
  }

  private static void answer(Context ctx, Postings.Answer answer) {
    if (answer.retryAfterSeconds() > 0) {
      ctx.header("Retry-After", Long.toString(answer.retryAfterSeconds()));
    }
    ctx.status(answer.status()).contentType(RawHeaders.JSON).result(answer.json().toString());
  }

  /** Ends the requests and messages that are under way, and what they wrote. */
  @Override
  public void close() {
    sockets.close();
    server.stop();
    producer.close(CLOSE_TIMEOUT);
  }
}

package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events and labels by HTTP/1.1.
 *
 * <ul>
 *   <li>{@code POST /feeds/{feed}/events}: one payload, a JSON array, or JSON objects one a line.
 *   <li>{@code POST /feeds/{feed}/labels}: labels in JSON, likewise.
 * </ul>
 *
 * <p>Answers 202 when Kafka has acknowledged all of a body, 207 when a part, and otherwise the
 * status of what is wrong. Whether an event can be used is for ingest to say, which makes a dead
 * letter of it otherwise.
 */
public final class HttpGateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

  private static final int ACCEPTED = 202;
  private static final int PARTLY = 207;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;

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
  private final PostReader reader;
  private final PostWriter writer;
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
   * A gateway, not yet listening.
   *
   * @param feeds feeds that others fill
   * @param kafka bootstrap servers and security settings
   * @param claims what becomes of large pictures
   */
  public static HttpGateway create(
      Collection<Feed> feeds, Map<String, ?> kafka, Topics topics, Tokens tokens, Claims claims) {
    HttpLimits limits = HttpLimits.forBodies(claims.mostBytes());
    return new HttpGateway(feeds, producer(kafka, claims), topics, tokens, limits);
  }

  HttpGateway(
      Collection<Feed> feeds,
      Producer<byte[], byte[]> producer,
      Topics topics,
      Tokens tokens,
      HttpLimits limits) {
    feeds.forEach(feed -> this.feeds.putIfAbsent(feed.name(), RawFeed.of(feed)));
    this.topics = topics;
    this.tokens = tokens;
    this.limits = limits;
    this.producer = producer;
    budget = new ByteBudget(limits.underWayBytes());
    reader = new PostReader(limits);
    writer = new PostWriter(producer, PATIENCE);
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.modifyServer(jetty -> limitConnections(jetty, limits.connections()));
              config.routes.before(this::authorize);
              config.routes.post("/feeds/{feed}/events", this::events);
              config.routes.post("/feeds/{feed}/labels", this::labels);
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
    if (!tokens.allow(ctx.header("Authorization"))) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new RefusedPost(
          new Refusal(
              UNAUTHORIZED,
              "the request has no token that is known here",
              "Authorization",
              ctx.header("Authorization") == null ? "" : "(not shown)",
              "send 'Authorization: Bearer TOKEN' with a line of the token file"));
    }
  }

  private static void unknownPath(Context ctx) {
    if (ctx.contentType() == null || !RawHeaders.JSON.equals(ctx.res().getContentType())) {
      answer(
          ctx,
          new Refusal(
              NOT_FOUND,
              "there is nothing here",
              "path",
              ctx.path(),
              "POST to /feeds/{feed}/events or /feeds/{feed}/labels"));
    }
  }

  private void events(Context ctx) throws Exception {
    RawFeed feed = feed(ctx);
    take(ctx, feed, topics.raw(feed.name()), EventHeaders.of(ctx));
  }

  private void labels(Context ctx) throws Exception {
    RawFeed feed = feed(ctx);
    EventHeaders headers = new EventHeaders(null, null, Map.of(RawHeaders.FEED, feed.name()));
    take(ctx, RawFeed.LABELS, topics.rawLabels(), headers);
  }

  private RawFeed feed(Context ctx) {
    String name = ctx.pathParam("feed");
    RawFeed feed = feeds.get(name);
    if (feed == null) {
      throw new RefusedPost(
          new Refusal(NOT_FOUND, "no such feed", "feed", name, "post to one of " + feeds.keySet()));
    }
    return feed;
  }

  private void take(Context ctx, RawFeed feed, String topic, EventHeaders headers)
      throws Exception {
    try {
      String type = PostReader.type(ctx.contentType(), feed);
      long stated = ctx.req().getContentLengthLong();
      if (stated > limits.requestBytes()) {
        throw tooLarge(stated + " bytes");
      }
      // A body of unknown length may be as large as any.
      long reserved = stated < 0 ? limits.requestBytes() : stated;
      if (!budget.take(reserved)) {
        ctx.header("Retry-After", "1");
        throw new Refusal(
            TOO_MANY,
            "as much is under way as fits",
            "body",
            budget.taken() + " of " + limits.underWayBytes() + " bytes",
            "send it again after a second");
      }
      try {
        Cut cut = reader.read(body(ctx), type, feed, headers);
        answer(ctx, cut, writer.write(topic, cut.posts()));
      } finally {
        budget.giveBack(reserved);
      }
    } catch (Refusal e) {
      throw new RefusedPost(e);
    }
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
    ctx.status(refusal.status()).contentType(RawHeaders.JSON).result(refusal.json().toString());
  }

  private static void answer(Context ctx, Cut cut, PostWriter.Written written) {
    Map<Integer, Refusal> refused = new TreeMap<>(cut.refused());
    refused.putAll(written.failed());
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode accepted = node.putArray("accepted");
    written.ids().forEach((line, id) -> accepted.addObject().put("line", line).put("eventId", id));
    ArrayNode failures = node.putArray("refused");
    refused.forEach(
        (line, refusal) -> {
          ObjectNode failure = failures.addObject().put("line", line);
          failure.setAll(refusal.json());
        });
    int status = ACCEPTED;
    if (!refused.isEmpty()) {
      status = accepted.isEmpty() ? refused.values().iterator().next().status() : PARTLY;
    }
    ctx.status(status).contentType(RawHeaders.JSON).result(node.toString());
  }

  /** Ends the requests that are under way, and what they wrote. */
  @Override
  public void close() {
    server.stop();
    producer.close(CLOSE_TIMEOUT);
  }
}

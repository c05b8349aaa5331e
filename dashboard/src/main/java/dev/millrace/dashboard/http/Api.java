package dev.millrace.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.live.LiveClient;
import dev.millrace.dashboard.live.LiveFilter;
import dev.millrace.dashboard.live.Pictures;
import dev.millrace.dashboard.metrics.Exposition;
import dev.millrace.dashboard.query.Compared;
import dev.millrace.dashboard.query.EntryBytes;
import dev.millrace.dashboard.query.Letters;
import dev.millrace.dashboard.query.Peers;
import dev.millrace.dashboard.query.Refused;
import dev.millrace.dashboard.query.Slice;
import dev.millrace.dashboard.query.Views;
import dev.millrace.dashboard.view.Stores;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.DurationText;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.topic.RecordPlace;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The routes. Nothing is computed here: a handler reads the question and asks who knows. */
final class Api {

  /** Version of the webjar in the pom. */
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final String VERSION = "0.1.0-SNAPSHOT";

  private final Supplier<@Nullable Source> source;
  private final Hub hub;
  private final InstantSource clock;
  private final DashboardSettings settings;
  private final Recent recent;
  private final ControlRoute control;
  private final Exposition exposition;

  /**
   * A route.
   *
   * @param method of HTTP
   * @param path as Javalin writes it
   * @param handler answers
   */
  record Route(String method, String path, Handler handler) {}

  Api(
      Supplier<@Nullable Source> source,
      Hub hub,
      Exposition exposition,
      InstantSource clock,
      DashboardSettings settings) {
    this.source = source;
    this.hub = hub;
    this.exposition = exposition;
    this.clock = clock;
    this.settings = settings;
    recent = new Recent(clock);
    control = new ControlRoute(settings.token(), this::source);
  }

  List<Route> routes() {
    return List.of(
        get("/api/status", this::status),
        get("/api/tasks", json("tasks", from -> from.views().tasks())),
        get("/api/tasks/{task}/series", this::series),
        get("/api/tasks/{task}/learning", ofTask("learning", task -> views().learning(task))),
        get("/api/tasks/{task}/versions", ofTask("versions", task -> views().versions(task))),
        get("/api/tasks/{task}/compare", this::compare),
        get("/api/sources", json("sources", from -> from.views().sources())),
        get("/api/dead-letters", json("letters", from -> from.views().letters())),
        get("/api/dead-letters/{partition}/{offset}", this::letter),
        get("/api/audit", json("audit", from -> from.views().audit())),
        get("/api/pictures/{eventId}", this::picture),
        get("/api/live", this::live),
        get("/api/openapi.yaml", file("openapi.yaml", "application/yaml")),
        get("/lib/uplot/uPlot.esm.js", file(CHARTS + "uPlot.esm.js", "text/javascript")),
        get("/lib/uplot/uPlot.min.css", file(CHARTS + "uPlot.min.css", "text/css")),
        new Route("POST", "/api/control/{action}", control::handle),
        get(Peers.PATH, this::localState),
        get("/metrics", this::metrics),
        get("/health", ctx -> ctx.contentType("text/plain").result("ok\n")));
  }

  private static Route get(String path, Handler handler) {
    return new Route("GET", path, handler);
  }

  private Source source() {
    Source connected = source.get();
    if (connected == null) {
      throw Refused.notReady("Kafka is not there yet; ask again in a second");
    }
    return connected;
  }

  private Views views() {
    return source().views();
  }

  private static void answer(Context ctx, JsonNode node) {
    answer(ctx, Json.bytes(node));
  }

  private static void answer(Context ctx, byte[] json) {
    ctx.contentType("application/json").result(json);
  }

  private Handler json(String name, Function<Source, JsonNode> view) {
    return ctx -> answer(ctx, recent.get(name, () -> Json.bytes(view.apply(source()))));
  }

  private Handler ofTask(String name, Function<String, JsonNode> view) {
    return ctx -> {
      String task = ctx.pathParam("task");
      answer(ctx, recent.get(name + '\0' + task, () -> Json.bytes(view.apply(task))));
    };
  }

  private void status(Context ctx) {
    Source connected = source.get();
    ObjectNode node = Json.object().put("version", VERSION).put("now", clock.millis());
    node.put("prefix", connected == null ? null : connected.kafka().topics().prefix());
    node.put("views", connected == null ? "STARTING" : connected.app().streams().state().name());
    node.put("control", settings.token() != null);
    node.set("instances", connected == null ? Json.array() : instances(connected));
    answer(ctx, node.put("clients", hub.clients()));
  }

  private static ArrayNode instances(Source connected) {
    TreeMap<String, HostInfo> hosts = new TreeMap<>();
    hosts.put(connected.self().toString(), connected.self());
    try {
      connected
          .app()
          .streams()
          .metadataForAllStreamsClients()
          .forEach(one -> hosts.put(one.hostInfo().toString(), one.hostInfo()));
    } catch (IllegalStateException e) {
      // Before the first start and after the end it knows itself alone.
      hosts.keySet().retainAll(Set.of(connected.self().toString()));
    }
    ArrayNode instances = Json.array();
    for (HostInfo host : hosts.values()) {
      boolean self = host.equals(connected.self());
      instances.addObject().put("host", host.host()).put("port", host.port()).put("self", self);
    }
    return instances;
  }

  private void metrics(Context ctx) {
    ctx.contentType(Exposition.TYPE).result(recent.get("metrics", exposition::text));
  }

  /** What this instance alone holds, for the others. */
  private void localState(Context ctx) {
    String store = ctx.queryParam("store");
    if (store == null || !Stores.ALL.contains(store)) {
      throw Refused.badRequest("store is '" + store + "' but must be one of " + Stores.ALL);
    }
    Slice slice =
        new Slice(
            store,
            ctx.queryParam("from"),
            ctx.queryParam("to"),
            number(ctx.queryParam("fromTime"), "fromTime"),
            number(ctx.queryParam("toTime"), "toTime"));
    ctx.contentType("application/octet-stream")
        .result(EntryBytes.encode(source().local().read(slice)));
  }

  private void series(Context ctx) {
    String task = ctx.pathParam("task");
    String span = ctx.queryParam("span") == null ? "15m" : ctx.queryParam("span");
    Duration duration;
    try {
      duration = DurationText.parse(span);
    } catch (IllegalArgumentException e) {
      throw Refused.badRequest("span: " + e.getMessage());
    }
    String key = String.join("\0", "series", task, duration.toString());
    answer(ctx, recent.get(key, () -> Json.bytes(views().series(task, duration))));
  }

  private void compare(Context ctx) {
    String task = ctx.pathParam("task");
    ModelVersion a = version(task, number(ctx.queryParam("a"), "a"));
    ModelVersion b = version(task, number(ctx.queryParam("b"), "b"));
    answer(ctx, Compared.json(a, b));
  }

  private ModelVersion version(String task, long number) {
    var place = views().placeOf(task, number);
    String topic = source().kafka().topics().modelVersions();
    try {
      return new AvroCodec()
          .decode(
              new RecordPlace(topic, place.partition(), place.offset())
                  .read(source().kafka())
                  .orElseThrow(() -> Refused.notFound("version " + number + " is gone"))
                  .value(),
              ModelVersion.class);
    } catch (UnreadableRecord e) {
      throw Refused.notFound("version " + number + " can't be read: " + e.getMessage());
    }
  }

  private static long number(@Nullable String text, String field) {
    if (text == null || !text.matches("\\d{1,18}")) {
      throw Refused.badRequest(field + " is '" + text + "' but must be a number, 0 or more");
    }
    return Long.parseLong(text);
  }

  private void letter(Context ctx) {
    long partition = number(ctx.pathParam("partition"), "partition");
    long offset = number(ctx.pathParam("offset"), "offset");
    if (partition > Integer.MAX_VALUE) {
      throw Refused.notFound("there is no partition " + partition);
    }
    answer(ctx, new Letters(source().kafka()).json((int) partition, offset));
  }

  private void picture(Context ctx) {
    Pictures.Picture picture = source().follower().pictures().get(ctx.pathParam("eventId"));
    if (picture == null) {
      throw Refused.notFound("the picture is no longer held, or never was; the newest 64 MiB are");
    }
    ctx.header("Cache-Control", "private, max-age=3600");
    ctx.contentType(picture.type()).result(picture.data());
  }

  private void live(Context ctx) {
    LiveFilter filter =
        new LiveFilter(
            ctx.queryParams("kind"),
            ctx.queryParams("task"),
            ctx.queryParams("source"),
            ctx.queryParams("class"),
            confidence(ctx.queryParam("min")));
    ctx.res().setContentType("text/event-stream");
    ctx.res().setCharacterEncoding("UTF-8");
    ctx.header("X-Accel-Buffering", "no");
    // The supplier runs when the answer is asynchronous, which a write listener needs.
    ctx.future(
        () -> {
          try {
            LiveClient client = hub.add(filter, ctx.res().getOutputStream());
            return client.closed();
          } catch (IOException e) {
            throw new UncheckedIOException("the connection is gone", e);
          }
        });
  }

  private static double confidence(@Nullable String text) {
    try {
      double min = text == null ? 0 : Double.parseDouble(text);
      if (min >= 0 && min <= 1) {
        return min;
      }
    } catch (NumberFormatException e) {
      // Said below.
      throw Refused.badRequest("min is '" + text + "' but must be a number from 0 to 1");
    }
    throw Refused.badRequest("min is '" + text + "' but must be a number from 0 to 1");
  }

  /** A file of the class path, which is there or the server does not start. */
  private static Handler file(String name, String type) {
    byte[] content;
    try (InputStream in = Api.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      content = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read from the class path", e);
    }
    return ctx -> ctx.contentType(type).header("Cache-Control", "no-cache").result(content);
  }
}

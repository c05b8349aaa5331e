package dev.millrace.dashboard.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Exposition;
import dev.millrace.dashboard.query.Refused;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens and serves the routes, the page and its library. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final int MOST_CONNECTIONS = 2_000;
  private static final int INTERNAL_ERROR = 500;

  private final DashboardSettings settings;
  private final Javalin server;

  /**
   * A server, not yet listening.
   *
   * @param source what to answer from; null while there is no Kafka
   * @param exposition gets the server's own figures too
   */
  public HttpServer(
      DashboardSettings settings,
      Supplier<@Nullable Source> source,
      Hub hub,
      Exposition exposition,
      InstantSource clock) {
    this.settings = settings;
    AutoCloseable unused = exposition.add(new OwnFigures(hub, settings.token(), source));
    Api api = new Api(source, hub, exposition, clock, settings);
    Guard guard = new Guard(settings.host());
    server = Javalin.create(config -> configure(config, api, guard, settings));
  }

  private static void configure(
      JavalinConfig config, Api api, Guard guard, DashboardSettings settings) {
    config.startup.showJavalinBanner = false;
    config.jetty.modifyServer(HttpServer::limitConnections);
    Tls tls = settings.tls();
    if (tls != null) {
      config.jetty.addConnector((jetty, http) -> tls.connector(jetty, settings));
    }
    config.http.maxRequestSize = 16 * 1024;
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/";
          files.directory = "/dev/millrace/dashboard/web";
          files.location = Location.CLASSPATH;
          files.headers = Map.of("Cache-Control", "no-cache");
        });
    config.routes.before(guard::before);
    for (Api.Route route : api.routes()) {
      if (route.method().equals("GET")) {
        config.routes.get(route.path(), route.handler());
      } else {
        config.routes.post(route.path(), route.handler());
      }
    }
    config.routes.exception(Refused.class, (e, ctx) -> refuse(ctx, e.status(), e.getMessage()));
    config.routes.exception(Exception.class, HttpServer::failed);
    config.routes.error(404, HttpServer::unknownPath);
  }

  private static void limitConnections(Server jetty) {
    jetty.addBean(new ConnectionLimit(MOST_CONNECTIONS, jetty));
  }

  private static void refuse(Context ctx, int status, @Nullable String message) {
    byte[] body = Json.bytes(JsonNodeFactory.instance.objectNode().put("error", message));
    ctx.status(status).contentType("application/json").result(body);
  }

  private static void failed(Exception error, Context ctx) {
    LOG.warn("event=request-failed path={} reason=\"{}\"", ctx.path(), error.toString(), error);
    refuse(ctx, INTERNAL_ERROR, "the server failed on this question; its log says why");
  }

  private static void unknownPath(Context ctx) {
    if (!"application/json".equals(ctx.res().getContentType())) {
      refuse(ctx, 404, "there is nothing at " + ctx.path() + "; see /api/openapi.yaml");
    }
  }

  /**
   * Listens.
   *
   * @return the port
   */
  public int start() {
    if (settings.tls() == null) {
      server.start(settings.host(), settings.port());
    } else {
      server.start();
    }
    LOG.info("event=dashboard-listens host={} port={}", settings.host(), server.port());
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}

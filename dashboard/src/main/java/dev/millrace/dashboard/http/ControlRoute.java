package dev.millrace.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.control.Order;
import dev.millrace.dashboard.control.Token;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.query.Refused;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets an order through to who carries it out, if it may. Thread-safe. */
final class ControlRoute {

  private static final int MOST_BYTES = 16 * 1024;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;

  private final @Nullable Token token;
  private final Supplier<Source> source;

  /**
   * @param token what a request must bring; null lets nobody through
   */
  ControlRoute(@Nullable Token token, Supplier<Source> source) {
    this.token = token;
    this.source = source;
  }

  void handle(Context ctx) throws InterruptedException {
    requireOwnOrigin(ctx);
    requireToken(ctx);
    String type = ctx.contentType() == null ? "" : ctx.contentType().toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals("application/json")) {
      throw new Refused(UNSUPPORTED, "Content-Type is '" + type + "' but must be application/json");
    }
    Order order = Order.of(ctx.pathParam("action"), body(ctx), ctx.req().getRemoteAddr());
    String detail = source.get().control().carryOut(order);
    byte[] answer = Json.bytes(Json.object().put("outcome", "done").put("detail", detail));
    ctx.contentType("application/json").result(answer);
  }

  /** Another page in the same browser must not give orders. */
  private static void requireOwnOrigin(Context ctx) {
    String origin = ctx.header("Origin");
    String own = ctx.scheme() + "://" + ctx.header("Host");
    if (origin != null && !origin.equalsIgnoreCase(own)) {
      throw new Refused(
          FORBIDDEN, "Origin is '" + origin + "' but only the page of this server may do this");
    }
  }

  private void requireToken(Context ctx) {
    if (token == null) {
      throw new Refused(
          FORBIDDEN,
          "this dashboard is read-only; start it with --control-token FILE to let it act");
    }
    if (!token.allows(ctx.header("Authorization"))) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new Refused(
          UNAUTHORIZED,
          "Authorization is missing or wrong; send 'Bearer TOKEN' with the token of this server");
    }
  }

  private static JsonNode body(Context ctx) {
    byte[] bytes;
    try (InputStream in = ctx.req().getInputStream()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw Refused.badRequest("the body ended before it was whole: " + e.getMessage());
    }
    if (bytes.length > MOST_BYTES) {
      throw new Refused(TOO_LARGE, "the body has more than " + MOST_BYTES + " bytes");
    }
    try {
      return Json.read(bytes);
    } catch (UncheckedIOException e) {
      throw Refused.badRequest("the body is no JSON: " + e.getMessage());
    }
  }
}

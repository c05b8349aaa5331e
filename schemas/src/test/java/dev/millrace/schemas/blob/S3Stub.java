package dev.millrace.schemas.blob;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Answers on loopback as S3 does, in pages of two keys. It signs each request again from what
 * arrived, and refuses one that is signed otherwise.
 */
final class S3Stub implements AutoCloseable {

  static final AwsSignature SIGNATURE = new AwsSignature("key", "secret", "eu-1");

  private record Held(byte[] content, Instant putAt) {}

  private final HttpServer server;
  private final Map<String, Held> objects = new ConcurrentSkipListMap<>();
  volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  volatile int failure;

  S3Stub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Changes an object behind the client's back. */
  void damage(String path) {
    objects.computeIfPresent(path, (p, held) -> new Held(new byte[] {1}, held.putAt()));
  }

  List<String> paths() {
    return List.copyOf(objects.keySet());
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getRawPath();
    if (failure != 0) {
      send(exchange, failure, error("SlowDown"));
    } else if (!signed(exchange, body)) {
      send(exchange, 403, error("SignatureDoesNotMatch"));
    } else if (exchange.getRequestMethod().equals("PUT")) {
      objects.put(path, new Held(body, now));
      send(exchange, 200, new byte[0]);
    } else if (path.equals("/bucket")) {
      send(exchange, 200, list(query(exchange)));
    } else if (!objects.containsKey(path)) {
      send(exchange, 404, error("NoSuchKey"));
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      objects.remove(path);
      send(exchange, 204, new byte[0]);
    } else {
      Held held = objects.get(path);
      exchange
          .getResponseHeaders()
          .set(
              "Last-Modified",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(held.putAt().atOffset(ZoneOffset.UTC)));
      send(exchange, 200, held.content());
    }
  }

  private boolean signed(HttpExchange exchange, byte[] body) {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String payload = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
    TreeMap<String, String> headers = new TreeMap<>();
    for (String name : List.of("host", "x-amz-content-sha256", "x-amz-date")) {
      headers.put(name, exchange.getRequestHeaders().getFirst(name));
    }
    return AwsSignature.sha256(body).equals(payload)
        && authorization.equals(
            SIGNATURE.authorization(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query(exchange),
                headers,
                payload));
  }

  private static TreeMap<String, String> query(HttpExchange exchange) {
    TreeMap<String, String> query = new TreeMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
      query.put(part.split("=", 2)[0], part.split("=", 2)[1]);
    }
    return query;
  }

  private byte[] list(Map<String, String> query) {
    String prefix = "/bucket/" + query.get("prefix").replace("%2F", "/");
    String after = query.getOrDefault("continuation-token", "");
    List<String> keys = new ArrayList<>(objects.keySet());
    keys.removeIf(key -> !key.startsWith(prefix) || key.compareTo(after.replace("%2F", "/")) <= 0);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult>");
    boolean more = keys.size() > 2;
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    for (String key : keys.subList(0, Math.min(2, keys.size()))) {
      Held held = objects.get(key);
      xml.append("<Contents><Key>")
          .append(key.substring("/bucket/".length()))
          .append("</Key><LastModified>")
          .append(held.putAt())
          .append("</LastModified><Size>")
          .append(held.content().length)
          .append("</Size></Contents>");
    }
    if (more) {
      xml.append("<NextContinuationToken>").append(keys.get(1)).append("</NextContinuationToken>");
    }
    return xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] error(String code) {
    return ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

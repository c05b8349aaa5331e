package dev.millrace.ingest.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers on loopback as a Schema Registry does: status, error code and JSON. */
public final class RegistryStub implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  public RegistryStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.put("/schemas/types", "[\"JSON\",\"PROTOBUF\",\"AVRO\"]");
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was asked so far, path and query. */
  List<String> asked() {
    return asked;
  }

  List<String> authorizations() {
    return authorizations;
  }

  /** From now on every answer has this status; 200 answers again. */
  public void status(int status) {
    this.status = status;
  }

  public void answer(String path, String body) {
    answers.put(path, body);
  }

  /** A schema by its number. */
  public void schema(int id, String type, String text, Reference... references) {
    answers.put("/schemas/ids/" + id + query(type), body(type, text, references));
  }

  /** A schema by its subject, as references name it. */
  public void version(String subject, String type, String text, Reference... references) {
    answers.put("/subjects/" + subject + "/versions/1" + query(type), body(type, text, references));
  }

  /**
   * What a schema needs.
   *
   * @param name by which it is imported
   * @param subject under which it lies
   */
  public record Reference(String name, String subject) {}

  private static String query(String type) {
    return type.equals("PROTOBUF") ? "?format=serialized" : "";
  }

  private static String body(String type, String text, Reference... references) {
    ObjectNode body = JSON.createObjectNode().put("schema", text);
    if (!type.equals("AVRO")) {
      body.put("schemaType", type);
    }
    for (Reference reference : references) {
      body.withArray("/references")
          .addObject()
          .put("name", reference.name())
          .put("subject", reference.subject())
          .put("version", 1);
    }
    return body.toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.add(path);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String body = answers.get(path);
    int code = status != 200 ? status : body == null ? 404 : 200;
    if (code != 200) {
      body = "{\"error_code\":" + code + "03,\"message\":\"as told\"}";
    }
    byte[] bytes = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package dev.millrace.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.http.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Schema Registry by HTTP. Redirects are not followed, as they would carry the password
 * elsewhere; an answer has a time and a size that it must keep to.
 */
final class RegistryClient {

  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

  /** The registry's own limit for a schema is 1 MB by default. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final @Nullable String authorization;
  private final HttpClient http;

  /**
   * @param url address without a slash at its end
   * @param authorization value of the header; null sends none
   */
  RegistryClient(String url, @Nullable String authorization) {
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.authorization = authorization;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIME)
            .build();
  }

  /**
   * Asks.
   *
   * @param path path and query, from a slash on
   * @return the answer in JSON
   * @throws UnknownSchema if there is nothing of that name
   * @throws RegistryUnreachable if there is no sound answer
   */
  JsonNode get(String path) throws UnknownSchema, RegistryUnreachable {
    HttpResponse<byte[]> answer = ask(path);
    int status = answer.statusCode();
    if (status == NOT_FOUND) {
      throw new UnknownSchema("registry " + base + " knows no " + path);
    }
    if (status != OK) {
      throw new RegistryUnreachable(
          "registry " + base + path + " answers " + status + hint(status, path));
    }
    try {
      JsonNode json = JSON.readTree(answer.body());
      if (json == null || json.isMissingNode()) {
        throw new RegistryUnreachable("registry " + base + path + " answers nothing");
      }
      return json;
    } catch (IOException e) {
      throw new RegistryUnreachable(
          "registry " + base + path + " does not answer in JSON; is it a Schema Registry?", e);
    }
  }

  private static String hint(int status, String path) {
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      return "; name a file with user=… and password=… in schemas.settings";
    }
    return path.endsWith(RegistrySchemas.AS_DESCRIPTOR)
        ? "; if it can't give descriptors, put descriptor sets into a folder (schemas.folder)"
        : "";
  }

  private HttpResponse<byte[]> ask(String path) throws RegistryUnreachable {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER_TIME)
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    CompletableFuture<HttpResponse<byte[]>> asked =
        http.sendAsync(request.build(), head -> new LimitedBody(MOST_BYTES));
    try {
      return asked.get(ANSWER_TIME.plus(CONNECT_TIME).toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new RegistryUnreachable("registry " + base + " can't be asked: " + e.getCause(), e);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new RegistryUnreachable("registry " + base + " does not finish its answer", e);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new RegistryUnreachable("interrupted while registry " + base + " was asked", e);
    }
  }
}

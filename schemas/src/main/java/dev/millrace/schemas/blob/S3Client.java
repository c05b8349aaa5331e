package dev.millrace.schemas.blob;

import dev.millrace.schemas.http.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signed requests to one S3 service, each with a time and a size that its answer must keep to. */
final class S3Client {

  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

  /** The largest blob over 10 Mbit/s. */
  private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

  private static final int OK = 200;

  /** What is wrong, in XML. */
  private static final int MOST_ERROR_BYTES = 64 * 1024;

  private final S3Settings settings;
  private final InstantSource clock;
  private final HttpClient http;

  S3Client(S3Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIME)
            .build();
  }

  /**
   * One request.
   *
   * @param path from a slash on, of characters that need no encoding
   * @param query parameters by name, both percent-encoded
   * @param body empty for requests without one
   * @param mostBytes most of the answer's body
   * @throws AnswerTooLarge if it has more; known from its head, before any of it is read
   */
  HttpResponse<byte[]> ask(
      String method, String path, SortedMap<String, String> query, byte[] body, int mostBytes)
      throws IOException {
    String target = path + (query.isEmpty() ? "" : "?" + AwsSignature.query(query));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.endpoint().resolve(target))
            .timeout(ANSWER_TIME)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (Map.Entry<String, String> header : headers(method, path, query, body).entrySet()) {
      if (!header.getKey().equals("host")) {
        request.header(header.getKey(), header.getValue());
      }
    }
    return answer(request.build(), mostBytes);
  }

  private SortedMap<String, String> headers(
      String method, String path, SortedMap<String, String> query, byte[] body) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("host", settings.host());
    String payload = AwsSignature.sha256(body);
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", AwsSignature.time(clock.instant()));
    if (settings.sessionToken() != null) {
      headers.put("x-amz-security-token", settings.sessionToken());
    }
    AwsSignature signature = settings.signature();
    if (signature != null) {
      headers.put("authorization", signature.authorization(method, path, query, headers, payload));
    }
    return headers;
  }

  /** An answer that is larger than agreed. */
  static final class AnswerTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    private final long bytes;

    AnswerTooLarge(long bytes) {
      super("an answer of " + bytes + " bytes");
      this.bytes = bytes;
    }

    long bytes() {
      return bytes;
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request, int mostBytes) throws IOException {
    long[] tooLarge = {-1};
    CompletableFuture<HttpResponse<byte[]>> asked =
        http.sendAsync(
            request,
            head -> {
              long stated = head.headers().firstValueAsLong("content-length").orElse(-1);
              if (head.statusCode() != OK) {
                return new LimitedBody(MOST_ERROR_BYTES);
              }
              if (stated > mostBytes && !request.method().equals("HEAD")) {
                tooLarge[0] = stated;
                return new LimitedBody(0);
              }
              return new LimitedBody(mostBytes);
            });
    try {
      return asked.get(ANSWER_TIME.plus(CONNECT_TIME).toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (tooLarge[0] >= 0) {
        throw new AnswerTooLarge(tooLarge[0]);
      }
      throw new IOException(where(request) + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new IOException(where(request) + " does not finish its answer", e);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException(where(request) + " was interrupted", e);
    }
  }

  private static String where(HttpRequest request) {
    URI uri = request.uri();
    return request.method() + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

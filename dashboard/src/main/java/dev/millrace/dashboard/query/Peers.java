package dev.millrace.dashboard.query;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks other instances for entries of their own stores. Thread-safe. */
public final class Peers {

  /** The route that answers, always from the asked instance alone: a question makes one hop. */
  public static final String PATH = "/internal/state";

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final String scheme;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * @param scheme {@code http} or {@code https}
   */
  public Peers(String scheme) {
    this.scheme = scheme;
  }

  /**
   * The entries of a slice at an instance.
   *
   * @throws Refused with 503 if it does not answer
   */
  List<Entry> read(String host, int port, Slice slice) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    URI uri = URI.create(scheme + "://" + name + ":" + port + PATH + "?" + query(slice));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == OK) {
        return EntryBytes.decode(answer.body());
      }
      throw away(name, port, "answers " + answer.statusCode());
    } catch (IOException e) {
      throw away(name, port, "does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away(name, port, "was not waited for");
    }
  }

  private static Refused away(String host, int port, String why) {
    return Refused.notReady(
        "instance " + host + ":" + port + " " + why + "; its part is missing, ask again");
  }

  private static String query(Slice slice) {
    return "store="
        + encoded(slice.store())
        + part("from", slice.from())
        + part("to", slice.to())
        + "&fromTime="
        + slice.fromTime()
        + "&toTime="
        + slice.toTime();
  }

  private static String part(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

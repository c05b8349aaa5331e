package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sender as others write it, with the JDK's own WebSocket. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  SocketClient(int port, String path, String... headers) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), this).join();
  }

  /** Sends behind all that was sent before; waits for none of it. */
  void text(String message) {
    sent = sent.thenCompose(before -> socket.sendText(message, true));
  }

  void binary(String head, byte[] body) {
    byte[] lines = head.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(lines.length + body.length);
    message.put(lines).put(body).flip();
    sent = sent.thenCompose(before -> socket.sendBinary(message, true));
  }

  /** In two pieces. */
  void pieces(String first, String second) {
    sent =
        sent.thenCompose(before -> socket.sendText(first, false))
            .thenCompose(before -> socket.sendText(second, true));
  }

  JsonNode answer() throws InterruptedException {
    JsonNode answer = answers.poll(30, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within 30 s");
    }
    return answer;
  }

  String closedWith() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      try {
        answers.add(JSON.readTree(partial.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    closed.complete(status + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete("error " + error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}

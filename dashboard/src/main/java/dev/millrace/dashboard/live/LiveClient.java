package dev.millrace.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One listening page. Events wait in a bounded queue, of which the oldest are dropped and counted;
 * they are written when the connection takes them, and nobody ever waits for that. Thread-safe.
 */
public final class LiveClient implements WriteListener {

  static final int MOST_EVENTS = 256;
  static final int MOST_BYTES = 1 << 20;

  /** So much is written at once, so that many small events cost one packet. */
  private static final int WRITE_BYTES = 64 * 1024;

  private final LiveFilter filter;
  private final ServletOutputStream out;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private long dropped;
  private long droppedInAll;

  LiveClient(LiveFilter filter, ServletOutputStream out) {
    this.filter = filter;
    this.out = out;
    offer("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
  }

  /** Completes when the page is gone, or the server ends. */
  public CompletableFuture<Void> closed() {
    return closed;
  }

  boolean wants(LiveEvent event) {
    return filter.passes(event);
  }

  /** Lets a frame wait to be written. */
  synchronized void offer(byte[] frame) {
    if (frame.length > MOST_BYTES) {
      drop();
      return;
    }
    queue.add(frame);
    queuedBytes += frame.length;
    while (queue.size() > MOST_EVENTS || queuedBytes > MOST_BYTES) {
      queuedBytes -= queue.remove().length;
      drop();
    }
  }

  /** Whether half of the room is taken, so that it is time to write. */
  synchronized boolean crowded() {
    return queue.size() >= MOST_EVENTS / 2 || queuedBytes >= MOST_BYTES / 2;
  }

  private void drop() {
    dropped++;
    droppedInAll++;
  }

  /** Adds the tick with what this client has lost since the one before. */
  synchronized void tick(ObjectNode tick) {
    offer(LiveEvent.frame("tick", tick.put("dropped", dropped)));
    dropped = 0;
  }

  synchronized long droppedInAll() {
    return droppedInAll;
  }

  /** Writes what the connection takes now. */
  void pump() {
    try {
      write();
    } catch (IOException | RuntimeException e) {
      // Gone; Jetty throws several kinds.
      close();
    }
  }

  private synchronized void write() throws IOException {
    boolean wrote = false;
    while (!closed.isDone() && out.isReady()) {
      byte[] next = next();
      if (next == null) {
        if (wrote) {
          out.flush();
        }
        return;
      }
      out.write(next);
      wrote = true;
    }
  }

  private byte @Nullable [] next() {
    byte[] first = queue.poll();
    if (first == null) {
      return null;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length);
    joined.writeBytes(first);
    while (!queue.isEmpty() && joined.size() + queue.peek().length <= WRITE_BYTES) {
      joined.writeBytes(queue.remove());
    }
    queuedBytes -= joined.size();
    return joined.toByteArray();
  }

  @Override
  public void onWritePossible() {
    pump();
  }

  @Override
  public void onError(Throwable error) {
    close();
  }

  void close() {
    closed.complete(null);
  }
}

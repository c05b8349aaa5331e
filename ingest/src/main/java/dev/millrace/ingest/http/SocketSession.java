package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. It asks for the next piece of a message only when there is room for it, so a
 * sender that is too fast, or a slow Kafka, fills the sender's own buffers and not these. An answer
 * leaves for each message once Kafka has acknowledged or refused what was in it.
 *
 * <p>Room: a small message needs none until it is complete; a larger one first takes the room of
 * the largest, so that no two wait for each other half read.
 */
public final class SocketSession implements Session.Listener {

  /** Held for each socket without being counted; most messages of sensors fit. */
  static final int SMALL_BYTES = 64 << 10;

  /** Most messages of a socket that have no answer yet. */
  static final int MOST_UNDER_WAY = 256;

  private final Postings.Target target;
  private final String caller;
  private final SocketDesk desk;
  private final Executor executor;
  private ByteArrayOutputStream message = new ByteArrayOutputStream();

  private @Nullable Session session;
  private @Nullable CompletableFuture<Void> waiting;
  private long waitingSince;
  private long heardAt;
  private long reserved;
  private long bytesUnderWay;
  private int underWay;
  private long count;
  private boolean paused;
  private boolean ending;

  /**
   * @param caller whose token opened it
   * @param executor runs what follows from Kafka's answers, never on the producer's own thread
   */
  SocketSession(Postings.Target target, String caller, SocketDesk desk, Executor executor) {
    this.target = target;
    this.caller = caller;
    this.desk = desk;
    this.executor = executor;
  }

  @Override
  public synchronized void onWebSocketOpen(Session opened) {
    session = opened;
    // Pings would keep a dead peer from being idle, so the desk looks at what was heard.
    opened.setIdleTimeout(Duration.ZERO);
    heardAt = desk.nanos();
    if (!desk.opened(this)) {
      close(StatusCode.TRY_AGAIN_LATER, "as many sockets are open as there may be");
      return;
    }
    opened.demand();
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    byte[] piece = new byte[payload.remaining()];
    payload.get(piece);
    callback.succeed();
    piece(piece, last);
  }

  @Override
  public void onWebSocketPartialText(String payload, boolean last) {
    piece(payload.getBytes(StandardCharsets.UTF_8), last);
  }

  @Override
  public synchronized void onWebSocketPing(ByteBuffer payload) {
    heardAt = desk.nanos();
    Session open = session;
    if (open != null) {
      open.sendPong(payload, Callback.NOOP);
      open.demand();
    }
  }

  @Override
  public synchronized void onWebSocketPong(ByteBuffer payload) {
    heardAt = desk.nanos();
    if (session != null) {
      session.demand();
    }
  }

  private synchronized void piece(byte[] piece, boolean last) {
    heardAt = desk.nanos();
    if (ending || session == null) {
      return;
    }
    long size = (long) message.size() + piece.length;
    if (size > desk.messageBytes()) {
      close(
          StatusCode.MESSAGE_TOO_LARGE,
          "a message has at most " + desk.messageBytes() + " bytes; send several smaller ones");
      return;
    }
    message.write(piece, 0, piece.length);
    if (last) {
      complete();
    } else if (size > SMALL_BYTES && reserved == 0) {
      takeRoom(desk.messageBytes(), session::demand);
    } else {
      session.demand();
    }
  }

  private void complete() {
    byte[] body = message.toByteArray();
    // A new one: the old has grown to the largest message so far.
    message = new ByteArrayOutputStream();
    long size = body.length;
    if (reserved > 0) {
      desk.budget().giveBack(reserved - size);
      reserved = size;
      handle(body);
    } else {
      takeRoom(size, () -> handle(body));
    }
  }

  /** Goes on once there is room; until then nothing more is asked for. */
  private void takeRoom(long bytes, Runnable then) {
    CompletableFuture<Void> room = desk.budget().takeLater(bytes);
    waiting = room;
    waitingSince = desk.nanos();
    CompletableFuture<Void> unused =
        room.thenRunAsync(
            () -> {
              synchronized (this) {
                waiting = null;
                if (session == null) {
                  desk.budget().giveBack(bytes);
                } else {
                  reserved = bytes;
                  then.run();
                }
              }
            },
            executor);
  }

  /** A complete message, with the room that it takes. */
  private void handle(byte[] body) {
    long size = reserved;
    reserved = 0;
    long number = ++count;
    underWay++;
    bytesUnderWay += size;
    String id = null;
    try {
      MessageHead head = MessageHead.of(body);
      id = head.messageId();
      Cut cut = desk.postings().cut(target, head.body(), head.type(target.feed()), head.headers());
      send(number, id, size, cut);
    } catch (Refusal e) {
      answered(number, id, size, Postings.answer(e));
      goOn();
    }
  }

  /** A sender above its rate is slowed: its message waits, and nothing is read meanwhile. */
  private void send(long number, @Nullable String id, long size, Cut cut) {
    long wait = desk.postings().waitFor(caller, cut);
    if (wait > 0) {
      desk.later(
          wait,
          () ->
              executor.execute(
                  () -> {
                    synchronized (this) {
                      send(number, id, size, cut);
                    }
                  }));
      return;
    }
    CompletableFuture<Void> unused =
        desk.postings()
            .send(target, cut)
            .thenAcceptAsync(answer -> answered(number, id, size, answer), executor);
    goOn();
  }

  private synchronized void answered(
      long number, @Nullable String id, long size, Postings.Answer answer) {
    underWay--;
    bytesUnderWay -= size;
    desk.budget().giveBack(size);
    Session open = session;
    if (open == null) {
      return;
    }
    ObjectNode told = answer.json().put("message", number).put("status", answer.status());
    if (id != null) {
      told.put("messageId", id);
    }
    if (answer.retryAfterSeconds() > 0) {
      told.put("retryAfter", answer.retryAfterSeconds());
    }
    open.sendText(told.toString(), Callback.NOOP);
    if (ending && underWay == 0) {
      close(StatusCode.SHUTDOWN, "the gateway stops; all that it acknowledged is kept");
    } else if (paused) {
      goOn();
    }
  }

  /** Asks for the next message, or leaves that to the next answer. */
  private void goOn() {
    paused = underWay >= MOST_UNDER_WAY || bytesUnderWay >= desk.messageBytes();
    if (!paused && !ending && session != null) {
      session.demand();
    }
  }

  /** Pings, and closes where nobody is there or nothing moves. */
  synchronized void look(Duration idle, Duration patience) {
    Session open = session;
    if (open == null) {
      return;
    }
    long now = desk.nanos();
    if (waiting != null && now - waitingSince > patience.toNanos()) {
      close(StatusCode.TRY_AGAIN_LATER, "as much is under way as fits; connect again later");
    } else if (underWay == 0 && waiting == null && now - heardAt > idle.toNanos()) {
      close(StatusCode.SHUTDOWN, "nothing was heard for " + idle.toSeconds() + " s");
    } else {
      open.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  /** Takes nothing more; closes when all that is under way has its answer. */
  synchronized void end() {
    ending = true;
    if (underWay == 0) {
      close(StatusCode.SHUTDOWN, "the gateway stops; all that it acknowledged is kept");
    }
  }

  private void close(int status, String reason) {
    Session open = session;
    release();
    if (open == null) {
      desk.closed(this);
    } else {
      // The gateway stops once the last has been told why.
      open.close(
          status, reason, Callback.from(() -> desk.closed(this), error -> desk.closed(this)));
    }
  }

  private void release() {
    session = null;
    message = new ByteArrayOutputStream();
    desk.budget().giveBack(reserved);
    reserved = 0;
    if (waiting != null) {
      waiting.cancel(false);
      waiting = null;
    }
  }

  @Override
  public synchronized void onWebSocketClose(int status, String reason, Callback callback) {
    callback.succeed();
    gone();
  }

  @Override
  public synchronized void onWebSocketError(Throwable cause) {
    desk.failed(cause);
    gone();
  }

  private void gone() {
    if (session != null) {
      release();
    }
    desk.closed(this);
  }
}

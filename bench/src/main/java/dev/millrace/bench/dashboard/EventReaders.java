package dev.millrace.bench.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Clients of the stream of events that read all they get, on one thread together. Close it. */
final class EventReaders implements AutoCloseable {

  private static final int READ_BYTES = 256 * 1024;

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final Thread thread = new Thread(this::read, "readers");
  private volatile boolean closed;

  /** One connection and the state of the reader in it. */
  private static final class Client {
    private static final byte[] FIELD = "event: ".getBytes(StandardCharsets.US_ASCII);

    final SocketChannel channel;
    final AtomicLong events = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    private int matched;

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    /** Counts lines that name an event, but not the ticks. */
    void take(ByteBuffer read) {
      long found = 0;
      while (read.hasRemaining()) {
        byte next = read.get();
        if (matched == FIELD.length) {
          found += next == 't' ? 0 : 1;
          matched = -1;
        } else if (matched >= 0) {
          matched = next == FIELD[matched] ? matched + 1 : -1;
        }
        if (next == '\n') {
          matched = 0;
        }
      }
      events.addAndGet(found);
    }
  }

  /** Opens so many, each asking for everything. */
  EventReaders(URI url, int count) throws IOException {
    selector = Selector.open();
    String request = "GET /api/live HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(url.getAuthority());
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      Client client = new Client(channel);
      channel.register(selector, SelectionKey.OP_READ, client);
      clients.add(client);
    }
    thread.start();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    try {
      while (!closed) {
        selector.select(
            key -> {
              Client client = (Client) key.attachment();
              buffer.clear();
              try {
                int read = client.channel.read(buffer);
                if (read < 0) {
                  key.cancel();
                  return;
                }
                client.bytes.addAndGet(read);
                client.take(buffer.flip());
              } catch (IOException e) {
                throw new UncheckedIOException("a client lost its connection", e);
              }
            },
            100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the clients can't be read", e);
    }
  }

  /** Events so far, client by client. */
  List<Double> events() {
    return each(client -> client.events.get());
  }

  /** Bytes so far, client by client. */
  List<Double> bytes() {
    return each(client -> client.bytes.get());
  }

  private List<Double> each(ToDoubleFunction<Client> value) {
    return clients.stream().map(client -> value.applyAsDouble(client)).toList();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }
}

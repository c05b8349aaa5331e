package dev.millrace.ingest.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays an MQTT 5 broker's part of the wire as far as one subscription goes, then says what a test
 * wants: brokers differ in what they say when they part, and those at hand say little.
 */
final class ScriptedBroker implements AutoCloseable {

  private static final int SUBSCRIBE = 0x82;

  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();

  ScriptedBroker(int... last) throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(last), "scripted-broker");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  private void serve(int... last) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        connections.incrementAndGet();
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        packet(in);
        // CONNACK: no session, success, no properties.
        write(out, 0x20, 3, 0, 0, 0);
        byte[] subscribe = packet(in);
        // SUBACK of the same packet identifier: no properties, QoS 1 granted.
        write(out, 0x90, 4, subscribe[0], subscribe[1], 0, 1);
        write(out, last);
        in.readAllBytes();
      } catch (IOException e) {
        // The client has gone, or the test is over.
        continue;
      }
    }
  }

  /** Body of the next packet, shorter than 128 bytes. */
  private static byte[] packet(InputStream in) throws IOException {
    int type = in.read();
    byte[] body = in.readNBytes(in.read());
    if (type != 0x10 && type != SUBSCRIBE) {
      throw new IOException("unexpected packet " + type);
    }
    return body;
  }

  private static void write(OutputStream out, int... bytes) throws IOException {
    for (int b : bytes) {
      out.write(b);
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

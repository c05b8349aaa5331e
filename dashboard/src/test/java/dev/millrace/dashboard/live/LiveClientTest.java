package dev.millrace.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dashboard.json.Json;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A page's queue. */
final class LiveClientTest {

  /** A connection that takes bytes when the test says so. */
  private static final class Connection extends ServletOutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean ready;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      // The test calls the client itself.
    }

    @Override
    public void write(int one) {
      written.write(one);
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  private final Connection connection = new Connection();
  private final LiveClient client =
      new LiveClient(new LiveFilter(List.of(), List.of(), List.of(), List.of(), 0), connection);

  private static byte[] frame(int number) {
    return LiveEvent.frame("alias", Json.object().put("n", number));
  }

  @Test
  void pageGetsOnlyTheKindsItAskedFor() {
    LiveFilter filter = new LiveFilter(List.of("alias"), List.of("sms"), List.of(), List.of(), 0);
    assertThat(filter.passes(LiveEvent.of("alias", "sms", Json.object()))).isTrue();
    assertThat(filter.passes(LiveEvent.of("gate", "sms", Json.object()))).isFalse();
    assertThat(filter.passes(LiveEvent.of("alias", "other", Json.object()))).isFalse();
  }

  @Test
  void slowPageLosesItsOldestEventsAndIsToldHowMany() {
    for (int i = 0; i < 1_000; i++) {
      client.offer(frame(i));
      client.pump();
    }
    client.tick(Json.object());
    connection.ready = true;
    client.pump();
    assertThat(connection.text()).doesNotContain("{\"n\":744}").contains("{\"n\":745}");
    // 1,000 events and the first line, of which 256 less the tick were kept.
    assertThat(connection.text()).contains("{\"dropped\":745}");
    assertThat(client.droppedInAll()).isEqualTo(746);
    assertThat(connection.text().split("event: ", -1)).hasSize(1 + LiveClient.MOST_EVENTS);
  }

  @Test
  void largeEventsTakeNoMoreThanAMebibyte() {
    byte[] large = new byte[300_000];
    for (int i = 0; i < 10; i++) {
      client.offer(large);
    }
    client.offer(new byte[LiveClient.MOST_BYTES + 1]);
    connection.ready = true;
    client.pump();
    assertThat(connection.written.size()).isEqualTo(3 * large.length);
    assertThat(client.droppedInAll()).isEqualTo(7 + 1 + 1);
  }

  @Test
  void everyEventThatFitsComesWholeAndInOrder() {
    connection.ready = true;
    for (int i = 0; i < 200; i++) {
      client.offer(frame(i));
    }
    client.pump();
    assertThat(connection.text()).startsWith("retry: 1000\n\nevent: alias\ndata: {\"n\":0}\n\n");
    assertThat(connection.text()).endsWith("event: alias\ndata: {\"n\":199}\n\n");
    assertThat(client.droppedInAll()).isZero();
  }

  @Test
  void burstLargerThanAQueueReachesAPageThatReads() {
    connection.ready = true;
    try (Hub hub = new Hub(InstantSource.system())) {
      hub.add(new LiveFilter(List.of(), List.of(), List.of(), List.of(), 0), connection);
      for (int i = 0; i < 2_000; i++) {
        hub.publish(LiveEvent.of("alias", null, Json.object().put("n", i)));
      }
      assertThat(hub.dropped()).isZero();
      assertThat(hub.sent()).isEqualTo(2_000);
    }
  }
}

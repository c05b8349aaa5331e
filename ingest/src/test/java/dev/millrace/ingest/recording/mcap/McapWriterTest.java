package dev.millrace.ingest.recording.mcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer writes, our reader reads; {@code check_mcap.mjs} reads it with @mcap/core. */
final class McapWriterTest {

  private static final int MESSAGES = 3_000;
  private static final long SEED = 17;

  @TempDir private Path folder;

  private static Channel channel(String topic, String type) {
    ByteBuffer definition =
        ByteBuffer.wrap("{\"type\":\"object\"}".getBytes(StandardCharsets.UTF_8));
    return new Channel(
        0, topic, "json", new MessageSchema(type, "jsonschema", definition), Map.of("a", "b"));
  }

  /** Messages at random times, in chunks that overlap; returns them by time. */
  private static Map<Long, String> write(Path file) throws IOException {
    Random random = new Random(SEED);
    Map<Long, String> written = new TreeMap<>();
    List<Channel> channels =
        List.of(channel("/a", "one.Type"), channel("/b", "one.Type"), channel("/c", "other.Type"));
    byte[] noise = new byte[500];
    try (McapWriter writer = McapWriter.create(file, "test")) {
      for (int i = 0; i < MESSAGES; i++) {
        long time = 1_000_000_000L + random.nextInt(1_000_000) * 1_000L + i % 1_000;
        Channel channel = channels.get(i % channels.size());
        random.nextBytes(noise);
        String payload = channel.topic() + " " + i + " " + Arrays.hashCode(noise);
        if (written.putIfAbsent(time, payload) == null) {
          byte[] bytes = (payload + " ".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
          writer.write(channel, time, time + 5, ByteBuffer.wrap(bytes));
        }
      }
    }
    return written;
  }

  @Test
  void messagesComeBackByTimeWithChannelsAndWithoutDamage() throws IOException {
    Path file = folder.resolve("a.mcap");
    Map<Long, String> written = write(file);
    List<String> read = new ArrayList<>();
    try (MessageReader reader =
        new McapFormat().open(file, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      for (Optional<RecordedMessage> m = reader.next(); m.isPresent(); m = reader.next()) {
        RecordedMessage message = m.get();
        String payload = StandardCharsets.UTF_8.decode(message.payload()).toString().strip();
        assertThat(payload).startsWith(message.channel().topic() + " ");
        assertThat(message.publishTime()).isEqualTo(message.logTime() + 5);
        assertThat(message.channel().metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(message.channel().schema().encoding()).isEqualTo("jsonschema");
        read.add(message.logTime() + " " + payload);
      }
      assertThat(reader.damages()).isEmpty();
    }
    assertThat(read)
        .isEqualTo(written.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  @Test
  void summaryHasTheCountsAndTheTimeRange() throws IOException {
    Path file = folder.resolve("a.mcap");
    TreeMap<Long, String> written = new TreeMap<>(write(file));
    RecordingSummary summary = new McapFormat().summary(file, RecordingLimits.DEFAULT);
    assertThat(summary.messages()).isEqualTo(written.size());
    assertThat(summary.start()).isEqualTo(written.firstKey());
    assertThat(summary.end()).isEqualTo(written.lastKey());
    assertThat(summary.topics())
        .extracting(RecordingSummary.Topic::name)
        .containsExactly("/a", "/b", "/c");
    assertThat(summary.damages()).isEmpty();
  }

  @Test
  void flippedBitInAChunkIsFoundByItsChecksum() throws IOException {
    Path file = folder.resolve("a.mcap");
    write(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (MessageReader reader =
        new McapFormat().open(file, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      while (reader.next().isPresent()) {
        // to the end
      }
      assertThat(reader.damages()).isNotEmpty();
    }
  }

  @Test
  void fileWithoutMessagesIsWhole() throws IOException {
    Path file = folder.resolve("empty.mcap");
    McapWriter.create(file, "test").close();
    RecordingSummary summary = new McapFormat().summary(file, RecordingLimits.DEFAULT);
    assertThat(summary.messages()).isZero();
    assertThat(summary.damages()).isEmpty();
  }

  @Test
  void timeBefore1970IsRefused() throws IOException {
    try (McapWriter writer = McapWriter.create(folder.resolve("a.mcap"), "test")) {
      assertThatThrownBy(() -> writer.write(channel("/a", "t"), -1, 0, ByteBuffer.allocate(1)))
          .hasMessageContaining("no times before 1970");
    }
  }
}

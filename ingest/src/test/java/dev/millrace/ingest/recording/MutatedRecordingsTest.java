package dev.millrace.ingest.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.message.SchemaEvents;
import dev.millrace.ingest.recording.format.RecordingFormats;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged recordings end in messages, sentences about the damage or an {@link IOException}; never
 * in another exception, in memory beyond the limits or in reading without end. {@code
 * -Dmillrace.mutations=N} tries as many.
 */
class MutatedRecordingsTest {

  private static final long MUTATIONS = Long.getLong("millrace.mutations", 2_400);
  private static final long SEED = Long.getLong("millrace.mutationSeed", 20_260);

  /** A chunk, its compressed form and its order of messages, a few times over. */
  private static final long MOST_ALLOCATED = 96L << 20;

  private static final long MOST_MESSAGES = 200_000;

  private static final RecordingLimits LIMITS =
      new RecordingLimits(1 << 20, 1 << 20, 1 << 20, 1000, 1 << 20);

  private static final String[] FILES = {
    "chunks-none",
    "chunks-lz4",
    "chunks-zstd",
    "chunks-without-index",
    "chunks-statistics-only",
    "unchunked",
    "unchunked-without-index",
    "ros1",
    "ros2",
    "foxglove-protobuf",
    "foxglove-json"
  };

  @TempDir Path folder;

  private long messages;
  private long largest;

  @Test
  void damagedRecordingsAreReadOrRefusedWithinTheLimits(TestReporter reporter) throws Exception {
    Map<String, byte[]> corpus = corpus();
    String[] names = corpus.keySet().toArray(String[]::new);
    Path file = folder.resolve("mutated");
    for (long i = 0; i < MUTATIONS; i++) {
      String name = names[(int) (i % names.length)];
      byte[] damaged = Mutation.of(corpus.get(name), SEED + i);
      Files.write(file, damaged);
      check(file, name + ", seed " + (SEED + i));
    }
    reporter.publishEntry("mutations", Long.toString(MUTATIONS));
    reporter.publishEntry("messages read", Long.toString(messages));
    reporter.publishEntry("most allocated for one, bytes", Long.toString(largest));
    assertThat(messages).isPositive();
  }

  private void check(Path file, String what) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long read = 0;
    try {
      read = read(file);
    } catch (IOException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(read).as(what).isLessThan(MOST_MESSAGES);
    assertThat(allocated).as(what).isLessThan(MOST_ALLOCATED);
    messages += read;
    largest = Math.max(largest, allocated);
  }

  private static long read(Path file) throws IOException {
    RecordingFormat format = RecordingFormats.of(file);
    format.summary(file, LIMITS);
    MessageEvents events = new SchemaEvents();
    long read = 0;
    try (MessageReader reader = format.open(file, MessageFilter.ALL, LIMITS)) {
      Optional<RecordedMessage> next = reader.next();
      while (next.isPresent() && read < MOST_MESSAGES) {
        events.decode(next.get());
        read++;
        next = reader.next();
      }
      reader.damages();
    }
    return read;
  }

  /** The files as they are, and the MCAP ones again with no CRC that would stop a reader early. */
  private Map<String, byte[]> corpus() throws Exception {
    Map<String, byte[]> corpus = new LinkedHashMap<>();
    for (String name : FILES) {
      Path path =
          Path.of(MutatedRecordingsTest.class.getResource("/recordings/" + name + ".mcap").toURI());
      byte[] bytes = Files.readAllBytes(path);
      corpus.put(name, bytes);
      corpus.put(name + " without CRCs", withoutCrcs(bytes));
    }
    corpus.put("bag", SmallBag.bytes());
    corpus.put("database", database());
    return corpus;
  }

  private static byte[] withoutCrcs(byte[] mcap) {
    byte[] bytes = mcap.clone();
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 8; at < bytes.length - 8; at += 9 + (int) view.getLong(at + 1)) {
      switch (bytes[at]) {
        case 0x06 -> view.putInt(at + 9 + 24, 0);
        case 0x02 -> view.putInt(at + 9 + 16, 0);
        case 0x0f -> view.putInt(at + 9, 0);
        default -> {
          // No other record has a CRC that is read.
        }
      }
    }
    return bytes;
  }

  private byte[] database() throws Exception {
    Path file = folder.resolve("sound.db3");
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement()) {
      statement.execute("PRAGMA page_size = 512");
      statement.execute(
          "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT,"
              + " serialization_format TEXT, offered_qos_profiles TEXT)");
      statement.execute(
          "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER,"
              + " data BLOB)");
      statement.execute("CREATE INDEX timestamp_idx ON messages (timestamp ASC)");
      statement.execute("INSERT INTO topics VALUES(1, '/t', 'std_msgs/msg/String', 'cdr', '')");
      for (int i = 0; i < 20; i++) {
        statement.execute(
            "INSERT INTO messages VALUES(NULL, 1, " + i + ", x'00010000060000006865616c6c00')");
      }
    }
    return Files.readAllBytes(file);
  }
}

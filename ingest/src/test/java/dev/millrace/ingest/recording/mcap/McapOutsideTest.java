package dev.millrace.ingest.recording.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that lie beside chunks, where an index speaks of the chunks alone. */
class McapOutsideTest {

  private static final int ROOM = 4096;

  @TempDir Path folder;

  /** Where a message lies beside the one in the chunk. */
  enum Place {
    NOWHERE,
    BEFORE,
    BEHIND
  }

  private static void message(McapBytes out, long time, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.record(
        Opcode.MESSAGE, body -> body.u16(1).u32(0).u64(time).u64(time).raw(bytes, 0, bytes.length));
  }

  private static void definitions(McapBytes out) {
    out.record(Opcode.SCHEMA, body -> body.u16(1).text("t").text("jsonschema").u32(2).u16(0x7d7b));
    out.record(Opcode.CHANNEL, body -> body.u16(1).u16(1).text("/a").text("json").u32(0));
  }

  private static byte[] file(Place place) {
    McapBytes out = new McapBytes(ROOM);
    out.raw(McapFormat.MAGIC, 0, McapFormat.MAGIC_LENGTH);
    out.record(Opcode.HEADER, body -> body.text("").text("test"));
    definitions(out);
    if (place == Place.BEFORE) {
      message(out, 10, "outside");
    }
    McapBytes inside = new McapBytes(ROOM);
    message(inside, 20, "inside");
    long chunk = out.size();
    int size = inside.size();
    out.record(
        Opcode.CHUNK,
        body ->
            body.u64(20).u64(20).u64(size).u32(0).text("").u64(size).raw(inside.array(), 0, size));
    long length = out.size() - chunk;
    if (place == Place.BEHIND) {
      message(out, 10, "outside");
    }
    out.record(Opcode.DATA_END, body -> body.u32(0));
    long summary = out.size();
    int messages = place == Place.NOWHERE ? 1 : 2;
    definitions(out);
    out.record(
        Opcode.STATISTICS,
        body ->
            body.u64(messages)
                .u16(1)
                .u32(1)
                .u32(0)
                .u32(0)
                .u32(1)
                .u64(10)
                .u64(20)
                .u32(10)
                .u16(1)
                .u64(messages));
    out.record(
        Opcode.CHUNK_INDEX,
        body ->
            body.u64(20).u64(20).u64(chunk).u64(length).u32(0).u64(0).text("").u64(size).u64(size));
    out.record(Opcode.FOOTER, body -> body.u64(summary).u64(0).u32(0));
    out.raw(McapFormat.MAGIC, 0, McapFormat.MAGIC_LENGTH);
    return Arrays.copyOf(out.array(), out.size());
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageIsReadWhereverItLies(Place place) throws IOException {
    Path file = Files.write(folder.resolve("a.mcap"), file(place));
    List<String> read = new ArrayList<>();
    try (MessageReader reader =
        new McapFormat().open(file, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      for (Optional<RecordedMessage> m = reader.next(); m.isPresent(); m = reader.next()) {
        read.add(StandardCharsets.UTF_8.decode(m.get().payload()).toString());
      }
      assertThat(reader.damages()).isEmpty();
    }
    assertThat(read)
        .isEqualTo(place == Place.NOWHERE ? List.of("inside") : List.of("outside", "inside"));
    assertThat(new McapFormat().summary(file, RecordingLimits.DEFAULT).messages())
        .isEqualTo(read.size());
  }
}

package dev.millrace.ingest.recording.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.Messages;
import dev.millrace.ingest.recording.Messages.Kept;
import dev.millrace.ingest.recording.Ordinals;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One recording in every layout, written by @mcap/core (make_recordings.mjs). */
class McapVariantsTest {

  @TempDir Path folder;

  static Stream<String> layouts() {
    return Stream.of(
        "chunks-none",
        "chunks-lz4",
        "chunks-zstd",
        "chunks-without-index",
        "chunks-statistics-only",
        "unchunked",
        "unchunked-without-index");
  }

  private static Path file(String name) throws URISyntaxException {
    return Path.of(McapVariantsTest.class.getResource("/recordings/" + name).toURI());
  }

  /** What the script says that it wrote, by log time and place. */
  private static List<Kept> written() throws IOException {
    List<Kept> all = new ArrayList<>();
    Ordinals ordinals = new Ordinals();
    for (JsonNode one :
        new ObjectMapper()
            .readTree(McapVariantsTest.class.getResource("/recordings/messages.json"))) {
      String topic = one.get("topic").textValue();
      long logTime = Long.parseLong(one.get("logTime").textValue());
      long publishTime = Long.parseLong(one.get("publishTime").textValue());
      all.add(
          new Kept(
              topic,
              logTime,
              ordinals.next(topic, logTime),
              publishTime,
              one.get("payload").textValue()));
    }
    return all;
  }

  private Path changed(String name, int at, int mask) throws Exception {
    byte[] bytes = Files.readAllBytes(file(name));
    bytes[at] ^= (byte) mask;
    return Files.write(folder.resolve("changed.mcap"), bytes);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyLayoutGivesWhatWasWritten(String layout) throws Exception {
    Path path = file(layout + ".mcap");
    List<Kept> messages = Messages.all(path);
    assertThat(messages).hasSize(90).isEqualTo(written());
    assertThat(messages).extracting(Kept::ordinal).contains(1L);
    RecordingSummary summary = Messages.summary(path);
    assertThat(summary.messages()).isEqualTo(90);
    assertThat(summary.damages()).isEmpty();
    assertThat(Messages.counts(summary)).isEqualTo(Messages.counts(messages));
    assertThat(summary.start()).isEqualTo(messages.get(0).logTime());
    assertThat(summary.end()).isEqualTo(messages.get(89).logTime());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void chunksThatOverlapBeyondTheMemoryGiveTheSame(String layout) throws Exception {
    RecordingLimits one = new RecordingLimits(1 << 20, 1 << 20, 1 << 20, 10, 1);
    try (MessageReader reader =
        new McapFormat().open(file(layout + ".mcap"), MessageFilter.ALL, one)) {
      assertThat(Messages.all(reader)).isEqualTo(written());
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void topicAndTimeAreFilteredInEveryLayout(String layout) throws Exception {
    List<Kept> all = written();
    MessageFilter some =
        new MessageFilter("/b"::equals, all.get(30).logTime(), all.get(60).logTime());
    assertThat(Messages.all(file(layout + ".mcap"), some))
        .isNotEmpty()
        .isEqualTo(all.stream().filter(one -> some.takes(one.topic(), one.logTime())).toList());
  }

  @Test
  void anIndexIsUsedToPassOverChunks() throws Exception {
    long last = written().get(89).logTime();
    MessageFilter end = new MessageFilter(topic -> true, last, Long.MAX_VALUE);
    try (MessageReader all =
            new McapFormat()
                .open(file("chunks-none.mcap"), MessageFilter.ALL, RecordingLimits.DEFAULT);
        MessageReader some =
            new McapFormat().open(file("chunks-none.mcap"), end, RecordingLimits.DEFAULT)) {
      long index = some.bytesRead();
      assertThat(Messages.all(all)).hasSize(90);
      assertThat(Messages.all(some)).hasSizeBetween(1, 5);
      assertThat(all.damages()).isEmpty();
      assertThat(some.bytesRead() - index).isLessThan((all.bytesRead() - index) / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunks-none", "chunks-zstd", "unchunked", "unchunked-without-index"})
  void aFileThatIsCutAnywhereIsReadAsFarAsItIsSound(String layout) throws Exception {
    byte[] whole = Files.readAllBytes(file(layout + ".mcap"));
    List<Kept> written = written();
    int before = 0;
    for (int length = 8; length < whole.length; length += 61) {
      Path cut = Files.write(folder.resolve("cut.mcap"), Arrays.copyOf(whole, length));
      List<Kept> sound = Messages.all(cut);
      assertThat(sound.size()).as("cut at %d", length).isBetween(before, 90);
      assertThat(payloads(written)).containsAll(payloads(sound));
      assertThat(sound).extracting(Kept::logTime).isSorted();
      RecordingSummary summary = Messages.summary(cut);
      assertThat(summary.messages()).isEqualTo(sound.size());
      assertThat(summary.damages()).isNotEmpty();
      before = sound.size();
    }
    assertThat(before).isEqualTo(90);
  }

  private static List<String> payloads(List<Kept> messages) {
    return messages.stream().map(Kept::payload).toList();
  }

  @Test
  void theDamageOfACutFileNamesTheByteWhereItEnds() throws Exception {
    byte[] whole = Files.readAllBytes(file("unchunked-without-index.mcap"));
    Path cut = Files.write(folder.resolve("cut.mcap"), Arrays.copyOf(whole, 2000));
    assertThat(Messages.summary(cut).damages())
        .anyMatch(damage -> damage.matches(".*at byte 19\\d\\d has .*cut or damaged there.*"));
  }

  @Test
  void aChunkWithAWrongCrcIsPassedOverAndTheRestIsRead() throws Exception {
    Path sound = file("chunks-none.mcap");
    int chunk;
    try (RecordingFile file = RecordingFile.open(sound)) {
      McapMap map = McapIndex.read(file, RecordingLimits.DEFAULT).orElseThrow();
      chunk = (int) map.chunks().get(3).block().offset();
    }
    // The last byte of a chunk is the end of a payload.
    byte[] bytes = Files.readAllBytes(sound);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(chunk + 1);
    Path damaged = changed("chunks-none.mcap", chunk + Opcode.FRAME + length - 1, 1);
    try (MessageReader reader =
        new McapFormat().open(damaged, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      List<Kept> rest = Messages.all(reader);
      assertThat(rest).hasSizeBetween(75, 89);
      assertThat(payloads(written())).containsAll(payloads(rest));
      assertThat(reader.damages())
          .singleElement()
          .asString()
          .contains("at byte " + chunk, "wrong CRC", "passed over");
    }
  }

  @Test
  void aDamagedSummaryIsNoticedAndTheFileScanned() throws Exception {
    int size = (int) Files.size(file("chunks-zstd.mcap"));
    // The last byte before the footer belongs to the summary.
    Path damaged = changed("chunks-zstd.mcap", size - 8 - 29 - 1, 1);
    assertThat(Messages.all(damaged)).isEqualTo(written());
    assertThat(Messages.summary(damaged).damages())
        .singleElement()
        .asString()
        .contains("summary", "wrong CRC", "scanned instead");
  }

  @Test
  void dataThatNoChunkGuardsAreCheckedByTheCrcAtTheirEnd() throws Exception {
    String layout = "unchunked-without-index.mcap";
    byte[] bytes = Files.readAllBytes(file(layout));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Path damaged = changed(layout, text.indexOf("\"value\"") + 1, 1);
    assertThat(Messages.all(damaged)).hasSize(90).isNotEqualTo(written());
    assertThat(Messages.summary(damaged).damages())
        .singleElement()
        .asString()
        .contains("the data up to byte", "wrong CRC");
  }

  @Test
  void chunksAboveTheLimitArePassedOverWithoutBeingRead() throws Exception {
    RecordingLimits small = new RecordingLimits(100, 100, 1 << 20, 10, 100);
    try (MessageReader reader =
        new McapFormat().open(file("chunks-none.mcap"), MessageFilter.ALL, small)) {
      assertThat(Messages.all(reader)).isEmpty();
      assertThat(reader.damages()).isNotEmpty().allMatch(one -> one.contains("limit is 100"));
    }
  }
}

package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the summary section: where the chunks lie, and what is in them. */
final class McapIndex {

  private static final int FOOTER_LENGTH = 20;
  private static final int CHECKED_OF_FOOTER = Opcode.FRAME + 16;

  private final RecordingFile file;
  private final RecordingLimits limits;
  private final McapChannels channels;
  private final List<McapMap.Chunk> chunks = new ArrayList<>();
  private final TreeMap<Long, Long> covered = new TreeMap<>();
  private final Set<String> compressions = new TreeSet<>();
  private final Map<Integer, Long> counts = new HashMap<>();
  private long dataEnd;
  private boolean hasStatistics;
  private long messages;
  private long channelCount;
  private long chunkCount;
  private long start;
  private long end;

  private McapIndex(RecordingFile file, RecordingLimits limits) {
    this.file = file;
    this.limits = limits;
    this.channels = new McapChannels(limits);
  }

  /**
   * What the summary says; empty where there is none, or it does not say where all messages are,
   * since some are missing in it or lie outside of chunks: then the file has to be scanned.
   *
   * @throws BadRecord if the summary is damaged or missing its end
   */
  static Optional<McapMap> read(RecordingFile file, RecordingLimits limits)
      throws BadRecord, IOException {
    McapIndex index = new McapIndex(file, limits);
    return index.readSummary() && index.isComplete() && index.holdsAllMessages()
        ? Optional.of(index.map())
        : Optional.empty();
  }

  private boolean readSummary() throws BadRecord, IOException {
    long footerAt = file.size() - McapFormat.MAGIC_LENGTH - FOOTER_LENGTH - Opcode.FRAME;
    if (footerAt < McapFormat.MAGIC_LENGTH
        || !McapFormat.isMagic(file.look(file.size() - McapFormat.MAGIC_LENGTH, 8))) {
      throw new BadRecord("the file has no end mark: it was cut, or never closed");
    }
    McapRecord footer = McapRecord.at(file, footerAt, file.size() - McapFormat.MAGIC_LENGTH);
    if (footer.opcode() != Opcode.FOOTER || footer.length() != FOOTER_LENGTH) {
      throw new BadRecord("the footer at byte " + footerAt + " is damaged");
    }
    RecordFields fields = footer.fields(file, FOOTER_LENGTH, "the footer");
    long summary = fields.i64("summary start");
    fields.i64("summary offset start");
    long crc = fields.u32("summary CRC");
    if (summary == 0) {
      return false;
    }
    if (summary < McapFormat.MAGIC_LENGTH || summary > footerAt) {
      throw new BadRecord(
          "the footer puts the summary at byte " + Long.toUnsignedString(summary) + ", outside");
    }
    check(summary, footerAt, crc);
    dataEnd = summary;
    for (long at = summary; at < footerAt; ) {
      McapRecord record = McapRecord.at(file, at, footerAt);
      take(record);
      at = record.end();
    }
    return true;
  }

  private void check(long summary, long footerAt, long expected) throws BadRecord, IOException {
    if (expected != 0) {
      long found = file.crc(summary, footerAt + CHECKED_OF_FOOTER);
      if (found != expected) {
        throw new BadRecord(
            "the summary at byte " + summary + " has a wrong CRC: " + Crc.differ(found, expected));
      }
    }
  }

  private void take(McapRecord record) throws BadRecord, IOException {
    switch (record.opcode()) {
      case Opcode.SCHEMA ->
          channels.schema(record.fields(file, limits.definitionBytes(), "the schema"));
      case Opcode.CHANNEL ->
          channels.channel(record.fields(file, limits.definitionBytes(), "the channel"));
      case Opcode.CHUNK_INDEX ->
          chunk(record.fields(file, limits.definitionBytes(), "the chunk index"));
      case Opcode.STATISTICS ->
          statistics(record.fields(file, limits.definitionBytes(), "the statistics"));
      default -> {
        // Attachments, metadata and the offsets of groups hold no messages.
      }
    }
  }

  private void chunk(RecordFields fields) throws BadRecord {
    long first = fields.i64("chunk start time");
    long last = fields.i64("chunk end time");
    long offset = fields.i64("chunk offset");
    long length = fields.i64("chunk length");
    Set<Integer> ids = new HashSet<>();
    RecordFields offsets = new RecordFields(fields.block("message index offsets"));
    while (offsets.left() > 0) {
      ids.add(offsets.u16("channel id of a message index"));
      offsets.i64("offset of a message index");
    }
    long indexes = fields.i64("message index length");
    compressions.add(fields.text("compression"));
    if (offset < McapFormat.MAGIC_LENGTH || length < 0 || length > dataEnd - offset) {
      throw new BadRecord(
          "the index puts a chunk of " + length + " bytes at byte " + offset + ", outside");
    }
    if (indexes < 0 || indexes > dataEnd - offset - length) {
      throw new BadRecord(
          "the index gives the chunk at byte "
              + offset
              + " "
              + indexes
              + " bytes of index, outside");
    }
    covered.put(offset, offset + length + indexes);
    chunks.add(new McapMap.Chunk(new Block(offset, length, first, last), Set.copyOf(ids)));
  }

  private void statistics(RecordFields fields) throws BadRecord {
    hasStatistics = true;
    messages = fields.i64("message count");
    fields.u16("schema count");
    channelCount = fields.u32("channel count");
    fields.u32("attachment count");
    fields.u32("metadata count");
    chunkCount = fields.u32("chunk count");
    start = fields.i64("message start time");
    end = fields.i64("message end time");
    RecordFields byChannel = new RecordFields(fields.block("channel message counts"));
    while (byChannel.left() > 0) {
      counts.put(byChannel.u16("channel id"), byChannel.i64("message count of a channel"));
    }
  }

  /** Statistics tell whether the index has every chunk and the summary every channel. */
  private boolean isComplete() {
    boolean counted = counts.values().stream().mapToLong(Long::longValue).sum() == messages;
    boolean known = counts.keySet().stream().allMatch(id -> channels.get(id) != null);
    boolean indexed = chunks.size() == chunkCount && (messages == 0 || chunkCount > 0);
    return hasStatistics && counted && known && indexed && channels.size() >= channelCount;
  }

  /** Whether no message lies between the chunks, where the index says nothing of it. */
  private boolean holdsAllMessages() throws BadRecord, IOException {
    long at = McapFormat.MAGIC_LENGTH;
    for (Map.Entry<Long, Long> chunk : covered.entrySet()) {
      if (hasMessage(at, chunk.getKey())) {
        return false;
      }
      at = Math.max(at, chunk.getValue());
    }
    return !hasMessage(at, dataEnd);
  }

  private boolean hasMessage(long from, long until) throws BadRecord, IOException {
    long at = from;
    while (at < until) {
      McapRecord record = McapRecord.at(file, at, until);
      if (record.opcode() == Opcode.MESSAGE) {
        return true;
      }
      at = record.opcode() == Opcode.DATA_END ? until : record.end();
    }
    return false;
  }

  private McapMap map() {
    return new McapMap(channels, chunks, counts, start, end, compressions);
  }
}

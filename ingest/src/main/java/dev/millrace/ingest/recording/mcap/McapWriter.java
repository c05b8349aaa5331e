package dev.millrace.ingest.recording.mcap;

import com.github.luben.zstd.Zstd;
import dev.millrace.ingest.recording.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * Writes MCAP: zstd chunks with message indexes, a summary with everything in it, and checksums of
 * chunks, data and summary. Messages may come in any order. For one thread; complete only when
 * closed.
 *
 * <p>Source: the specification at mcap.dev/spec.
 */
public final class McapWriter implements Closeable {

  private static final String COMPRESSION = "zstd";

  /** As other recorders cut them: large enough to compress well, small enough to seek in. */
  private static final int CHUNK_BYTES = 1 << 20;

  private static final int ZSTD_LEVEL = 3;

  private record Indexed(long time, long offset) {}

  private record Kept(int id, Channel channel) {}

  private final OutputStream out;
  private final CRC32 dataCrc = new CRC32();
  private final McapBytes chunk = new McapBytes(2 * CHUNK_BYTES);
  private final McapBytes scratch = new McapBytes(1 << 12);
  private final McapBytes schemas = new McapBytes(1 << 12);
  private final McapBytes channels = new McapBytes(1 << 12);
  private final McapBytes chunkIndexes = new McapBytes(1 << 12);
  private final Map<String, Integer> schemaIds = new LinkedHashMap<>();
  private final Map<String, Kept> channelsByTopic = new LinkedHashMap<>();
  private final Map<Integer, List<Indexed>> index = new TreeMap<>();
  private final Map<Integer, Long> counts = new TreeMap<>();
  private long written;
  private long chunks;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private boolean closed;

  private McapWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file; one that is there is replaced.
   *
   * @param library who writes, for example {@code millrace 0.1.0}
   */
  public static McapWriter create(Path file, String library) throws IOException {
    McapWriter writer = new McapWriter(Files.newOutputStream(file));
    try {
      writer.data(McapFormat.MAGIC, McapFormat.MAGIC_LENGTH);
      writer.scratch.record(Opcode.HEADER, header -> header.text("").text(library));
      writer.flush(writer.scratch);
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.out.close();
      throw e;
    }
  }

  /**
   * Adds a message.
   *
   * @param channel known by its topic; its number is given anew
   * @param logTime nanoseconds since 1970-01-01T00:00:00Z, not negative
   * @param publishTime nanoseconds since 1970-01-01T00:00:00Z, not negative
   */
  public void write(Channel channel, long logTime, long publishTime, ByteBuffer payload)
      throws IOException {
    if (logTime < 0 || publishTime < 0) {
      throw new IllegalArgumentException(
          "MCAP has no times before 1970: a message of "
              + channel.topic()
              + " is at "
              + logTime
              + " ns");
    }
    int id = id(channel);
    long sequence = counts.merge(id, 1L, Long::sum) - 1;
    index.computeIfAbsent(id, key -> new ArrayList<>()).add(new Indexed(logTime, chunk.size()));
    chunk.record(
        Opcode.MESSAGE,
        message -> message.u16(id).u32(sequence).u64(logTime).u64(publishTime).raw(payload));
    if (chunk.size() >= CHUNK_BYTES) {
      endChunk();
    }
  }

  private int id(Channel channel) {
    Kept kept = channelsByTopic.get(channel.topic());
    if (kept != null) {
      return kept.id();
    }
    int id = channelsByTopic.size() + 1;
    if (id > 0xFFFF) {
      throw new IllegalStateException("an MCAP file has at most 65535 channels; choose topics");
    }
    channelsByTopic.put(channel.topic(), new Kept(id, channel));
    int schema = schemaId(channel);
    int at = channels.size();
    channels.record(
        Opcode.CHANNEL,
        record ->
            record
                .u16(id)
                .u16(schema)
                .text(channel.topic())
                .text(channel.messageEncoding())
                .texts(new TreeMap<>(channel.metadata())));
    chunk.raw(channels.array(), at, channels.size() - at);
    return id;
  }

  /** Schema 0 says that there is none. */
  private int schemaId(Channel channel) {
    if (channel.schema().encoding().isEmpty() && channel.schema().name().isEmpty()) {
      return 0;
    }
    Integer known = schemaIds.get(channel.schema().name());
    if (known != null) {
      return known;
    }
    int id = schemaIds.size() + 1;
    schemaIds.put(channel.schema().name(), id);
    ByteBuffer definition = channel.schema().definition();
    int at = schemas.size();
    schemas.record(
        Opcode.SCHEMA,
        record ->
            record
                .u16(id)
                .text(channel.schema().name())
                .text(channel.schema().encoding())
                .u32(definition.remaining())
                .raw(definition));
    chunk.raw(schemas.array(), at, schemas.size() - at);
    return id;
  }

  private void endChunk() throws IOException {
    if (index.isEmpty()) {
      return;
    }
    byte[] records = Arrays.copyOf(chunk.array(), chunk.size());
    byte[] compressed = Zstd.compress(records, ZSTD_LEVEL);
    CRC32 crc = new CRC32();
    crc.update(records);
    long start = times().min().orElseThrow();
    long end = times().max().orElseThrow();
    final long chunkStart = written;
    scratch.record(
        Opcode.CHUNK,
        record ->
            record
                .u64(start)
                .u64(end)
                .u64(records.length)
                .u32(crc.getValue())
                .text(COMPRESSION)
                .u64(compressed.length)
                .raw(compressed, 0, compressed.length));
    flush(scratch);
    long chunkLength = written - chunkStart;
    Map<Integer, Long> offsets = new TreeMap<>();
    index.forEach((id, entries) -> offsets.put(id, written + messageIndex(id, entries)));
    long indexLength = scratch.size();
    flush(scratch);
    chunkIndexes.record(
        Opcode.CHUNK_INDEX,
        record ->
            record
                .u64(start)
                .u64(end)
                .u64(chunkStart)
                .u64(chunkLength)
                .counted(inside -> offsets.forEach((id, at) -> inside.u16(id).u64(at)))
                .u64(indexLength)
                .text(COMPRESSION)
                .u64(compressed.length)
                .u64(records.length));
    first = Math.min(first, start);
    last = Math.max(last, end);
    chunks++;
    chunk.clear();
    index.clear();
  }

  private LongStream times() {
    return index.values().stream().flatMap(List::stream).mapToLong(Indexed::time);
  }

  /** Puts the index of one channel into the scratch; says where in it. */
  private long messageIndex(int id, List<Indexed> entries) {
    long at = scratch.size();
    entries.sort(Comparator.comparingLong(Indexed::time));
    scratch.record(
        Opcode.MESSAGE_INDEX,
        record ->
            record
                .u16(id)
                .counted(inside -> entries.forEach(e -> inside.u64(e.time()).u64(e.offset()))));
    return at;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      endChunk();
      scratch.record(Opcode.DATA_END, record -> record.u32(dataCrc.getValue()));
      flush(scratch);
      summary();
    }
  }

  private void summary() throws IOException {
    long start = written;
    McapBytes summary = new McapBytes(1 << 12);
    McapBytes offsets = new McapBytes(1 << 8);
    group(summary, offsets, start, Opcode.SCHEMA, schemas);
    group(summary, offsets, start, Opcode.CHANNEL, channels);
    group(summary, offsets, start, Opcode.STATISTICS, statistics());
    group(summary, offsets, start, Opcode.CHUNK_INDEX, chunkIndexes);
    long offsetStart = start + summary.size();
    summary.raw(offsets.array(), 0, offsets.size());
    // The checksum covers the summary and the footer up to the checksum itself.
    McapBytes footer = new McapBytes(64);
    footer.record(Opcode.FOOTER, record -> record.u64(start).u64(offsetStart).u32(0));
    CRC32 crc = new CRC32();
    crc.update(summary.array(), 0, summary.size());
    crc.update(footer.array(), 0, footer.size() - Integer.BYTES);
    footer.clear();
    footer.record(Opcode.FOOTER, record -> record.u64(start).u64(offsetStart).u32(crc.getValue()));
    out.write(summary.array(), 0, summary.size());
    out.write(footer.array(), 0, footer.size());
    out.write(McapFormat.MAGIC);
  }

  private static void group(
      McapBytes summary, McapBytes offsets, long start, int opcode, McapBytes records) {
    if (records.size() == 0) {
      return;
    }
    long at = start + summary.size();
    summary.raw(records.array(), 0, records.size());
    offsets.record(Opcode.SUMMARY_OFFSET, record -> record.u8(opcode).u64(at).u64(records.size()));
  }

  private McapBytes statistics() {
    long messages = counts.values().stream().mapToLong(Long::longValue).sum();
    return new McapBytes(1 << 8)
        .record(
            Opcode.STATISTICS,
            record ->
                record
                    .u64(messages)
                    .u16(schemaIds.size())
                    .u32(channelsByTopic.size())
                    .u32(0)
                    .u32(0)
                    .u32(chunks)
                    .u64(messages == 0 ? 0 : first)
                    .u64(messages == 0 ? 0 : last)
                    .counted(inside -> counts.forEach((id, count) -> inside.u16(id).u64(count))));
  }

  private void flush(McapBytes bytes) throws IOException {
    data(bytes.array(), bytes.size());
    bytes.clear();
  }

  private void data(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    dataCrc.update(bytes, 0, length);
    written += length;
  }
}

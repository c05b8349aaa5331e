package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.MergedBlocks;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * MCAP, version 0: chunked or not, compressed by lz4, zstd or not at all.
 *
 * <p>The CRC of the summary is checked where it is used, that of a chunk when it is read, that of
 * the whole data where the file has to be scanned anyway.
 */
public final class McapFormat implements RecordingFormat {

  static final int MAGIC_LENGTH = 8;

  /** 0x89, "MCAP", the version and a line end that shows whether it was copied as text. */
  static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

  static boolean isMagic(ByteBuffer bytes) {
    return bytes.equals(ByteBuffer.wrap(MAGIC));
  }

  @Override
  public String name() {
    return "mcap";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return RecordingFile.beginsWith(path, MAGIC);
  }

  @Override
  public MessageReader open(Path path, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    RecordingFile file = RecordingFile.open(path);
    try {
      Damages damages = new Damages();
      McapMap map = map(file, limits, damages);
      WantedMessages wanted = new WantedMessages(map.channels(), filter, damages);
      McapLoader loader = new McapLoader(file, map.channels(), wanted, limits);
      List<Block> blocks =
          map.chunks().stream()
              .filter(chunk -> mayHold(chunk, wanted))
              .map(McapMap.Chunk::block)
              .toList();
      return new MergedBlocks(blocks, loader, damages, limits.openBytes());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public RecordingSummary summary(Path path, RecordingLimits limits) throws IOException {
    try (RecordingFile file = RecordingFile.open(path)) {
      Damages damages = new Damages();
      McapMap map = map(file, limits, damages);
      return map.summary(damages.list());
    }
  }

  /** A scan does not tell which channels lie in a chunk. */
  private static boolean mayHold(McapMap.Chunk chunk, WantedMessages wanted) {
    return chunk.channels().isEmpty()
        ? wanted.mayLieIn(chunk.block())
        : wanted.mayLieIn(chunk.block(), chunk.channels());
  }

  private static McapMap map(RecordingFile file, RecordingLimits limits, Damages damages)
      throws IOException {
    try {
      Optional<McapMap> index = McapIndex.read(file, limits);
      if (index.isPresent()) {
        return index.get();
      }
    } catch (BadRecord e) {
      damages.add(e.problem() + "; the file is scanned instead");
    }
    return McapScan.read(file, limits, damages);
  }
}

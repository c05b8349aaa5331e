package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.Ordinals;
import dev.millrace.ingest.recording.RecordedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges blocks by log time; messages of one time come in the order of the file.
 *
 * <p>A block is loaded when the next message could be one of its own. Where so many overlap that
 * the limit is passed, the one whose next message is the latest is dropped and loaded again when it
 * is due: slow, but bounded.
 */
public final class MergedBlocks implements MessageReader {

  /** A block that is not in memory; {@code done} of its messages have been given. */
  private record Waiting(Block block, long due, int done) {}

  private static final class Opened {
    private final Block block;
    private final LoadedBlock loaded;
    private int next;

    private Opened(Block block, LoadedBlock loaded, int next) {
      this.block = block;
      this.loaded = loaded;
      this.next = next;
    }

    private long time() {
      return loaded.order().time(next);
    }

    private long offset() {
      return block.offset();
    }

    private boolean ended() {
      return next >= loaded.order().size();
    }
  }

  private final BlockLoader loader;
  private final Damages damages;
  private final long openBytes;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::due).thenComparingLong(w -> w.block().offset()));
  private final PriorityQueue<Opened> open =
      new PriorityQueue<>(Comparator.comparingLong(Opened::time).thenComparingLong(Opened::offset));
  private final Ordinals ordinals = new Ordinals();
  private long held;
  private @Nullable Opened given;

  /**
   * A reader of blocks.
   *
   * @param blocks those that may hold messages that are wanted
   * @param loader reads them; closed with this reader
   * @param damages where damage is noted
   * @param openBytes memory for blocks that are open at once; one block is always held
   */
  public MergedBlocks(List<Block> blocks, BlockLoader loader, Damages damages, long openBytes) {
    this.loader = loader;
    this.damages = damages;
    this.openBytes = openBytes;
    blocks.forEach(block -> waiting.add(new Waiting(block, block.start(), 0)));
  }

  @Override
  public Optional<RecordedMessage> next() throws IOException {
    putBack();
    while (isOneDue()) {
      load(waiting.remove());
    }
    Opened first = open.poll();
    if (first == null) {
      return Optional.empty();
    }
    given = first;
    ByteBuffer data = first.loaded.data();
    int place = first.loaded.order().place(first.next);
    long logTime = first.time();
    first.next++;
    Channel channel = loader.channel(data, place);
    return Optional.of(
        new RecordedMessage(
            channel,
            logTime,
            ordinals.next(channel.topic(), logTime),
            loader.publishTime(data, place),
            loader.payload(data, place)));
  }

  /** The block of the last message: its memory was lent out until now. */
  private void putBack() {
    Opened last = given;
    given = null;
    if (last == null) {
      return;
    }
    if (last.ended()) {
      drop(last);
    } else {
      open.add(last);
    }
  }

  private boolean isOneDue() {
    Waiting due = waiting.peek();
    Opened first = open.peek();
    if (due == null || first == null) {
      return due != null;
    }
    // By place too: of equal times, the block that was just dropped must not be due again at once.
    return due.due() < first.time()
        || (due.due() == first.time() && due.block().offset() < first.offset());
  }

  private void load(Waiting due) throws IOException {
    try {
      LoadedBlock loaded = loader.load(due.block());
      Opened opened = new Opened(due.block(), loaded, due.done());
      held += loaded.data().capacity();
      if (opened.ended()) {
        drop(opened);
        return;
      }
      if (opened.time() < due.due()) {
        damages.add(
            "the chunk at byte "
                + due.block().offset()
                + " holds a message of an earlier time than its head says; it may come late");
      }
      open.add(opened);
      while (held > openBytes && open.size() > 1) {
        park();
      }
    } catch (BadRecord e) {
      damages.add("at byte " + due.block().offset() + ": " + e.problem() + "; passed over");
    }
  }

  private void park() {
    Opened latest =
        open.stream()
            .max(Comparator.comparingLong(Opened::time).thenComparingLong(Opened::offset))
            .orElseThrow();
    open.remove(latest);
    waiting.add(new Waiting(latest.block, latest.time(), latest.next));
    drop(latest);
  }

  private void drop(Opened opened) {
    held -= opened.loaded.data().capacity();
    loader.release(opened.loaded);
  }

  @Override
  public long bytesRead() {
    return loader.bytesRead();
  }

  @Override
  public List<String> damages() {
    return damages.list();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}

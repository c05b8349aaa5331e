package dev.millrace.ingest.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * All entries of a recording in a seeded random order, the same on every Java version: {@link
 * Random}'s numbers are fixed by its specification. Positions and counted times follow the new
 * order.
 */
final class ShuffledEntries implements EntryReader {

  /** Most bytes of entries held in memory. */
  static final long MAX_HELD_BYTES = 256L << 20;

  private final List<Entry> entries;
  private int position;

  private ShuffledEntries(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads and closes {@code source}.
   *
   * @param maxHeldBytes most bytes held
   * @throws UnusableSource if the entries take more
   */
  static ShuffledEntries of(EntryReader source, long seed, long maxHeldBytes) {
    List<Entry> held = new ArrayList<>();
    long bytes = 0;
    try (source) {
      for (Optional<Entry> e = source.next(); e.isPresent(); e = source.next()) {
        held.add(e.get());
        bytes += e.get().heldBytes();
        if (bytes > maxHeldBytes) {
          throw new UnusableSource(
              "a shuffled recording is held in memory, at most "
                  + maxHeldBytes
                  + " bytes; shuffle the files beforehand or play fewer");
        }
      }
    } catch (IOException e) {
      throw new UnusableSource("the recording can't be read: " + e, e);
    }
    shuffle(held, new Random(seed));
    return new ShuffledEntries(held);
  }

  /** Durstenfeld's form of the Fisher-Yates shuffle (1964). */
  private static void shuffle(List<Entry> entries, Random random) {
    for (int last = entries.size() - 1; last > 0; last--) {
      Collections.swap(entries, last, random.nextInt(last + 1));
    }
  }

  @Override
  public Optional<Entry> next() {
    return position < entries.size() ? Optional.of(entries.get(position++)) : Optional.empty();
  }

  /** Back to the first entry. */
  void rewind() {
    position = 0;
  }

  @Override
  public void close() {
    position = entries.size();
  }
}

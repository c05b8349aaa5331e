package dev.millrace.ingest.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Several recordings one after the other. Each is opened once before the first entry is given, so
 * that an error in the last file stops the start and not the middle of the run.
 */
final class ChainedEntries implements EntryReader {

  private final Deque<EntryReader.Opener> waiting;
  private EntryReader current;

  private ChainedEntries(List<EntryReader.Opener> openers) {
    this.waiting = new ArrayDeque<>(openers);
    this.current = waiting.pop().open();
  }

  /**
   * @throws UnusableSource if a file doesn't fit the feed; says it for all files at once
   */
  static EntryReader open(List<EntryReader.Opener> openers) {
    List<String> problems = new ArrayList<>();
    for (EntryReader.Opener opener : openers) {
      try {
        Quietly.close(opener.open());
      } catch (UnusableSource e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UnusableSource(problems.stream().distinct().toList());
    }
    return new ChainedEntries(openers);
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Entry> entry = current.next();
    while (entry.isEmpty() && !waiting.isEmpty()) {
      current.close();
      current = waiting.pop().open();
      entry = current.next();
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}

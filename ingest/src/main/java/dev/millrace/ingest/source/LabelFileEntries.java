package dev.millrace.ingest.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Entries with their labels from a file with one label a line: line n belongs to entry n. Both are
 * counted before the start, since a shift by one line would teach the model nonsense.
 */
final class LabelFileEntries implements EntryReader {

  private final EntryReader entries;
  private final LineReader labels;
  private final String labelName;

  private LabelFileEntries(EntryReader entries, LineReader labels, String labelName) {
    this.entries = entries;
    this.labels = labels;
    this.labelName = labelName;
  }

  /**
   * @throws UnusableSource if there are more or fewer labels than entries
   */
  static LabelFileEntries open(
      EntryReader.Opener entries, String name, Path labels, String labelName) {
    try {
      long expected = countEntries(entries);
      long found = countLines(labels, labelName);
      if (expected != found) {
        throw new UnusableSource(
            labelName
                + " has "
                + found
                + " lines, "
                + name
                + " has "
                + expected
                + " entries; each entry needs its label in the line of the same number");
      }
    } catch (IOException e) {
      throw new UnusableSource(name + " and its labels " + labelName + " can't be read: " + e, e);
    }
    return new LabelFileEntries(entries.open(), LineReader.open(labels, labelName), labelName);
  }

  private static long countEntries(EntryReader.Opener opener) throws IOException {
    long count = 0;
    try (EntryReader reader = opener.open()) {
      while (reader.next().isPresent()) {
        count++;
      }
    }
    return count;
  }

  private static long countLines(Path file, String name) throws IOException {
    long count = 0;
    try (LineReader reader = LineReader.open(file, name)) {
      while (reader.next().isPresent()) {
        count++;
      }
    }
    return count;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Entry> entry = entries.next();
    if (entry.isEmpty()) {
      return entry;
    }
    Line label =
        labels
            .next()
            .orElseThrow(() -> new IOException(labelName + " became shorter while it was played"));
    if (entry.get() instanceof Entry.Usable usable) {
      return Optional.of(
          usable.withLabel(new String(label.bytes(), StandardCharsets.UTF_8).strip()));
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    try (labels) {
      entries.close();
    }
  }
}

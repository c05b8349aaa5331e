package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One text a line. An empty line is an empty text: parallel label files count it too. */
final class LineEntries implements EntryReader {

  private final String name;
  private final LineReader lines;
  private Optional<Line> ahead;

  /**
   * @throws UnusableSource if the file is empty
   */
  static LineEntries open(Path file, String name) {
    LineReader lines = LineReader.open(file, name);
    try {
      return new LineEntries(name, lines);
    } catch (RuntimeException | IOException e) {
      Quietly.close(lines);
      throw e instanceof RuntimeException known
          ? known
          : new UnusableSource(name + " can't be read: " + e, e);
    }
  }

  private LineEntries(String name, LineReader lines) throws IOException {
    this.name = name;
    this.lines = lines;
    this.ahead = lines.next();
    if (ahead.isEmpty()) {
      throw new UnusableSource(name + " is empty");
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Line> line = ahead;
    ahead = line.isEmpty() ? line : lines.next();
    return line.map(this::entry);
  }

  private Entry entry(Line line) {
    String where = name + " line " + line.number();
    if (line.tooLong()) {
      return new Entry.Unreadable(
          where,
          line.bytes(),
          where + ": longer than " + LineReader.MAX_LINE_BYTES + " bytes and was cut");
    }
    return new Entry.Usable(
        where,
        new Entry.Body(RawHeaders.TEXT, line.bytes(), List.of(), Map.of()),
        null,
        null,
        null,
        null,
        null);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}

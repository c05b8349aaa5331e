package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV and TSV row by row (RFC 4180, and plain separated values).
 *
 * <p>Our own and not a library's, for three things that the readers at hand don't give: rows stay
 * bytes, so that broken UTF-8 is one dead letter and not a replacement character; the original text
 * of a broken row is kept; and a quote that never closes costs one row instead of the rest of the
 * file in memory.
 *
 * <p>Empty lines between rows are no rows.
 */
public final class TableReader implements Closeable {

  private final LineReader lines;
  private final Feed.TableFormat format;
  private final int maxRowBytes;
  private final Deque<Line> putBack = new ArrayDeque<>();

  /**
   * Takes the lines over.
   *
   * @throws UnusableSource if the separator is none
   */
  public TableReader(LineReader lines, Feed.TableFormat format, int maxRowBytes) {
    if (format.separator() > 0x7F || format.separator() == '"' || format.separator() == '\n') {
      throw new UnusableSource(
          "separator '" + format.separator() + "' must be one ASCII character and no quote");
    }
    this.lines = lines;
    this.format = format;
    this.maxRowBytes = maxRowBytes;
  }

  /** The next row, maybe with a problem; empty at the end. */
  public Optional<TableRow> next() throws IOException {
    Optional<Line> first = nextLine();
    while (first.isPresent() && first.get().bytes().length == 0) {
      first = nextLine();
    }
    return first.isPresent() ? Optional.of(row(first.get())) : Optional.empty();
  }

  private TableRow row(Line first) throws IOException {
    if (first.tooLong()) {
      return broken(first, "the line is longer than " + maxRowBytes + " bytes and was cut");
    }
    RowParser parser = new RowParser(format.separator(), format.quote());
    parser.accept(first);
    List<Line> further = new ArrayList<>();
    while (parser.open()) {
      Optional<Line> line = nextLine();
      line.ifPresent(further::add);
      if (line.isEmpty() || line.get().tooLong() || parser.size() > maxRowBytes) {
        return giveUp(first, further);
      }
      parser.accept(line.get());
    }
    return parser.row(first.number());
  }

  /** A quote stays open: only the line with the quote is lost, reading goes on after it. */
  private TableRow giveUp(Line first, List<Line> further) {
    for (int i = further.size() - 1; i >= 0; i--) {
      putBack.push(further.get(i));
    }
    return broken(first, "a quote is opened and not closed within " + maxRowBytes + " bytes");
  }

  private static TableRow broken(Line line, String problem) {
    return new TableRow(line.number(), line.bytes(), List.of(), problem);
  }

  private Optional<Line> nextLine() throws IOException {
    return putBack.isEmpty() ? lines.next() : Optional.of(putBack.pop());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}

package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.source.LineReader;
import dev.millrace.ingest.source.TableReader;
import dev.millrace.ingest.source.TableRow;
import dev.millrace.schemas.task.Feed;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rows of a text table with a header; the separator is the one that the header uses most. */
final class TimedRows implements Closeable {

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  private final TableReader rows;
  private final List<String> names;
  private long broken;

  private TimedRows(TableReader rows, List<String> names) {
    this.rows = rows;
    this.names = names;
  }

  /** Opens a table; empty where it has no header. */
  static Optional<TimedRows> open(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    char separator = separator(file);
    TableReader rows =
        new TableReader(
            LineReader.open(file, name),
            new Feed.TableFormat(true, Feed.Quote.DOUBLE, separator, 0),
            LineReader.MAX_LINE_BYTES);
    Optional<TableRow> header = rows.next();
    if (header.isEmpty() || header.get().problem() != null) {
      rows.close();
      return Optional.empty();
    }
    return Optional.of(new TimedRows(rows, header.get().texts()));
  }

  private static char separator(Path file) throws IOException {
    String first;
    try (LineReader lines = LineReader.open(file, String.valueOf(file.getFileName()))) {
      first = lines.next().map(line -> new String(line.bytes(), StandardCharsets.UTF_8)).orElse("");
    }
    char best = SEPARATORS.get(0);
    for (char separator : SEPARATORS) {
      if (count(first, separator) > count(first, best)) {
        best = separator;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  List<String> names() {
    return names;
  }

  /** Rows that were passed over since they don't have a value for each name. */
  long broken() {
    return broken;
  }

  /** The values of the next whole row. */
  Optional<List<String>> next() throws IOException {
    Optional<TableRow> row = rows.next();
    while (row.isPresent()
        && (row.get().problem() != null || row.get().values().size() != names.size())) {
      broken++;
      row = rows.next();
    }
    return row.map(TableRow::texts);
  }

  /** Whether a path may be a table by its name. */
  static boolean mayBe(Path file) {
    return List.of("csv", "tsv").contains(FolderListing.ending(file)) && Files.isRegularFile(file);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}

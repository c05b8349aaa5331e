package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one CSV or TSV file. The header and the first rows are checked against the feed
 * before anything is sent: what is wrong with all of them is an error in the task file, what is
 * wrong with a later one is a dead letter.
 */
final class TableEntries implements EntryReader {

  /** Rows that are looked at before the start. */
  static final int CHECKED_ROWS = 20;

  private final String name;
  private final TableReader rows;
  private final EntryMaker maker;
  private final int extraLeadingColumns;
  private final Deque<TableRow> checked = new ArrayDeque<>();
  private final List<String> columns;
  private final Map<String, Integer> positions = new HashMap<>();

  /**
   * @param name the file's name in messages, relative to what is replayed
   * @throws UnusableSource if the file doesn't fit the feed
   */
  static TableEntries open(Path file, String name, Feed feed) {
    EntryMaker maker = new EntryMaker(feed);
    LineReader lines = LineReader.open(file, name);
    try {
      TableReader rows = new TableReader(lines, feed.table(), LineReader.MAX_LINE_BYTES);
      return new TableEntries(name, rows, maker, feed.table());
    } catch (RuntimeException | IOException e) {
      Quietly.close(lines);
      throw e instanceof RuntimeException known
          ? known
          : new UnusableSource(name + " can't be read: " + e, e);
    }
  }

  private TableEntries(String name, TableReader rows, EntryMaker maker, Feed.TableFormat format)
      throws IOException {
    this.name = name;
    this.rows = rows;
    this.maker = maker;
    this.extraLeadingColumns = format.extraLeadingColumns();
    Optional<TableRow> header = format.header() ? rows.next() : Optional.empty();
    readAhead();
    if (checked.isEmpty()) {
      throw new UnusableSource(
          name + (header.isPresent() ? " has a header but no rows" : " is empty"));
    }
    this.columns = header.isPresent() ? header.get().texts() : numbered(checked.getFirst());
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i), i);
    }
    check();
  }

  private void readAhead() throws IOException {
    Optional<TableRow> row = rows.next();
    while (row.isPresent()) {
      checked.add(row.get());
      row = checked.size() < CHECKED_ROWS ? rows.next() : Optional.empty();
    }
  }

  private List<String> numbered(TableRow first) {
    int count = first.values().size() - extraLeadingColumns;
    return IntStream.range(0, Math.max(0, count)).mapToObj(Integer::toString).toList();
  }

  private void check() {
    List<String> problems = new ArrayList<>(maker.roles().missing(columns, name));
    problems.addAll(maker.roles().ambiguous(columns, name));
    if (!problems.isEmpty()) {
      throw new UnusableSource(problems);
    }
    List<Entry> entries = checked.stream().map(this::entry).toList();
    if (entries.stream().noneMatch(Entry.Usable.class::isInstance)) {
      throw new UnusableSource(misfit(checked.getFirst(), entries.get(0)));
    }
  }

  private String misfit(TableRow first, Entry entry) {
    int surplus = first.values().size() - extraLeadingColumns - columns.size();
    if (first.problem() != null || surplus == 0) {
      return "no row among the first "
          + checked.size()
          + " can be read; "
          + ((Entry.Unreadable) entry).problem();
    }
    String counts =
        name
            + " line "
            + first.line()
            + ": the row has "
            + first.values().size()
            + " values, the header names "
            + columns.size()
            + " columns "
            + columns;
    if (surplus > 0) {
      return counts
          + "; if the first "
          + (surplus + extraLeadingColumns)
          + " values of each row have no name, set extraLeadingColumns: "
          + (surplus + extraLeadingColumns);
    }
    return counts + "; check separator, quote and extraLeadingColumns: " + extraLeadingColumns;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<TableRow> row = checked.isEmpty() ? rows.next() : Optional.of(checked.pop());
    return row.map(this::entry);
  }

  private Entry entry(TableRow row) {
    String where = name + " line " + row.line();
    if (row.problem() != null) {
      return new Entry.Unreadable(where, row.raw(), where + ": " + row.problem());
    }
    int expected = columns.size() + extraLeadingColumns;
    if (row.values().size() != expected) {
      return new Entry.Unreadable(
          where,
          row.raw(),
          where + ": the row has " + row.values().size() + " values instead of " + expected);
    }
    return maker.make(where, row.raw(), column -> value(row, column));
  }

  private byte @Nullable [] value(TableRow row, String column) {
    Integer position = positions.get(column);
    return position == null ? null : row.values().get(position + extraLeadingColumns);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}

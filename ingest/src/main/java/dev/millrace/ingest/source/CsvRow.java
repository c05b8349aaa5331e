package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One row of comma separated values as the payload of an event (RFC 4180). */
public final class CsvRow {

  private static final byte[] NO_ENDING = {};

  private CsvRow() {}

  /** The row, without a line ending; a value is quoted where it must be. */
  static byte[] encode(List<byte[]> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      write(values.get(i), out);
    }
    return out.toByteArray();
  }

  /** Column names as the {@code columns} header carries them. */
  public static byte[] encodeNames(List<String> names) {
    return encode(names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** The values of a row that {@link #encode} made. */
  static List<String> decode(byte[] row) {
    return parse(row).texts();
  }

  /** Any row, with what is wrong with it; a line ending behind it is no part of it. */
  public static TableRow parse(byte[] row) {
    int end = row.length;
    while (end > 0 && (row[end - 1] == '\n' || row[end - 1] == '\r')) {
      end--;
    }
    RowParser parser = new RowParser(',', Feed.Quote.DOUBLE);
    parser.accept(new Line(1, Arrays.copyOf(row, end), NO_ENDING, 0));
    TableRow parsed = parser.row(1);
    return parser.open()
        ? new TableRow(1, row, parsed.values(), "a quote is never closed")
        : parsed;
  }

  private static void write(byte[] value, ByteArrayOutputStream out) {
    if (!needsQuotes(value)) {
      out.writeBytes(value);
      return;
    }
    out.write('"');
    for (byte b : value) {
      if (b == '"') {
        out.write('"');
      }
      out.write(b);
    }
    out.write('"');
  }

  private static boolean needsQuotes(byte[] value) {
    for (byte b : value) {
      if (b == ',' || b == '"' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }
}

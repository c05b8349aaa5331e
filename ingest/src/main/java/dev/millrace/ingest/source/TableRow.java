package dev.millrace.ingest.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a text table.
 *
 * @param line where it starts, from 1
 * @param raw the row as it lay in the file, without the last line ending
 * @param values its values, quotes taken off; not decoded
 * @param problem why the row is broken; null where it can be read
 */
@SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
public record TableRow(long line, byte[] raw, List<byte[]> values, @Nullable String problem) {

  public TableRow {
    values = List.copyOf(values);
  }

  /** The values as text. */
  public List<String> texts() {
    return values.stream().map(value -> new String(value, StandardCharsets.UTF_8)).toList();
  }
}

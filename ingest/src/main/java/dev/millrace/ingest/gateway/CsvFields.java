package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.CsvRow;
import dev.millrace.ingest.source.TableRow;
import java.util.List;

/**
 * One row of comma-separated values a record.
 *
 * @param names of its values, in their order
 */
record CsvFields(List<String> names) implements FieldsReader {

  @Override
  public Fields read(byte[] value) throws UnreadableValue {
    TableRow row = CsvRow.parse(value);
    if (row.problem() != null) {
      throw new UnreadableValue(row.problem() + "; quote values as RFC 4180 says");
    }
    if (row.values().size() != names.size()) {
      throw new UnreadableValue(
          "the row has "
              + row.values().size()
              + " values instead of "
              + names.size()
              + "; see fields");
    }
    return Fields.of(names, row.values(), value);
  }
}

package dev.millrace.bench;

import dev.millrace.schemas.task.Feed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table played several times over, as one file: ids follow from a row's place, so every row is an
 * event of its own. A longer pass tells more of what a running pipeline costs and less of how one
 * starts and ends.
 */
final class RepeatedRecording {

  private RepeatedRecording() {}

  /**
   * Writes the rows of a table so many times, with its header once.
   *
   * @param folder where the file is written
   * @throws IllegalArgumentException if the recording is no table file, or its ids are columns
   */
  static Path write(Feed feed, Path recording, int times, Path folder) throws IOException {
    if (!Files.isRegularFile(recording) || feed.columns().eventId() != null) {
      throw new IllegalArgumentException(
          recording + " can't be repeated: only a single table without an id column can");
    }
    byte[] table = Files.readAllBytes(recording);
    int rows = feed.table().header() ? afterFirstLine(table) : 0;
    boolean endsItsLastLine = table.length > 0 && table[table.length - 1] == '\n';
    Path repeated = folder.resolve(recording.getFileName());
    try (OutputStream out = Files.newOutputStream(repeated)) {
      out.write(table, 0, rows);
      for (int time = 0; time < times; time++) {
        out.write(table, rows, table.length - rows);
        if (!endsItsLastLine) {
          out.write('\n');
        }
      }
    }
    return repeated;
  }

  private static int afterFirstLine(byte[] table) {
    for (int i = 0; i < table.length; i++) {
      if (table[i] == '\n') {
        return i + 1;
      }
    }
    return table.length;
  }
}

package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * CSV and TSV files with a header and a time column (shapes such as NAB's and SKAB's), or a folder
 * of them: a topic a file.
 */
public final class TimedTables implements StreamFormat {

  private static final int MOST_FILES = 10_000;
  private static final int MOST_LEVELS = 4;

  @Override
  public String name() {
    return "table";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    for (Path file : tables(path)) {
      if (isTimed(file)) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> tables(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path, MOST_LEVELS)) {
      List<Path> tables = files.filter(TimedRows::mayBe).limit(MOST_FILES + 1L).sorted().toList();
      if (tables.size() > MOST_FILES) {
        throw new IOException(
            path + " has more than " + MOST_FILES + " tables in it; play its folders one by one");
      }
      return tables;
    }
  }

  private static boolean isTimed(Path file) throws IOException {
    Optional<TimedRows> rows = TimedRows.open(file);
    if (rows.isEmpty()) {
      return false;
    }
    try (TimedRows opened = rows.get()) {
      OptionalInt column = TimeColumn.among(opened.names());
      return column.isPresent()
          && opened
              .next()
              .map(row -> TimeColumn.nanos(row.get(column.getAsInt())))
              .filter(OptionalLong::isPresent)
              .isPresent();
    }
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    Streams streams = new Streams();
    for (Path file : tables(path)) {
      if (isTimed(file)) {
        streams.add(id -> topic(id, path, file, streams));
      } else {
        streams.damaged(file.getFileName() + " has no header with a time column; passed over");
      }
    }
    return streams;
  }

  private static TopicStream topic(int id, Path root, Path file, Streams streams)
      throws IOException {
    TimedRows rows =
        TimedRows.open(file).orElseThrow(() -> new IOException(file + " has lost its header"));
    int time = TimeColumn.among(rows.names()).orElseThrow();
    String relative = root.relativize(file).toString().replace('\\', '/');
    String name = relative.isEmpty() ? String.valueOf(file.getFileName()) : relative;
    int dot = name.lastIndexOf('.');
    return new TableTopic(Channels.json(id, "/" + name.substring(0, dot)), rows, time, streams);
  }
}

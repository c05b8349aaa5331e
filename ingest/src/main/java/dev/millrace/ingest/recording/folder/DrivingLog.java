package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A drive of Udacity's car simulator: {@code driving_log.csv} with the columns of pictures ({@code
 * center}, and maybe {@code left} and {@code right}) and of numbers. A row's time stands in the
 * name of its picture. Each picture column is a topic, the numbers are {@code /driving_log}; those
 * of one row have one time.
 */
public final class DrivingLog implements StreamFormat {

  private static final String LOG = "driving_log.csv";
  private static final List<String> CAMERAS = List.of("center", "left", "right");

  @Override
  public String name() {
    return "driving-log";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    Path log = log(path);
    if (!Files.isRegularFile(log)) {
      return false;
    }
    try (TimedRows rows = TimedRows.open(log).orElse(null)) {
      return rows != null && rows.names().contains(CAMERAS.get(0));
    }
  }

  private static Path log(Path path) {
    return path.endsWith(LOG) ? path : path.resolve(LOG);
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    Path log = log(path);
    List<String> names;
    List<DrivingRow> rows = new ArrayList<>();
    Streams streams = new Streams();
    try (TimedRows table =
        TimedRows.open(log).orElseThrow(() -> new IOException(log + " has no header"))) {
      names = table.names();
      RisingTimes rising = new RisingTimes(LOG, streams);
      for (Optional<List<String>> row = table.next(); row.isPresent(); row = table.next()) {
        rows.add(DrivingRow.of(row.get(), names.indexOf(CAMERAS.get(0)), rows.size(), rising));
      }
      if (table.broken() > 0) {
        streams.damaged(LOG + ": " + table.broken() + " rows can't be read");
      }
    }
    Path folder = log.toAbsolutePath().getParent();
    for (String camera : CAMERAS) {
      int column = names.indexOf(camera);
      if (column >= 0) {
        streams.add(id -> pictures(id, camera, column, rows, folder, limits));
      }
    }
    List<Integer> numbers =
        IntStream.range(0, names.size())
            .filter(i -> !CAMERAS.contains(names.get(i)))
            .boxed()
            .toList();
    streams.add(id -> new DrivingNumbers(id, names, numbers, rows));
    return streams;
  }

  private static TopicStream pictures(
      int id,
      String camera,
      int column,
      List<DrivingRow> rows,
      Path folder,
      RecordingLimits limits) {
    List<Path> files = rows.stream().map(row -> row.picture(column, folder)).toList();
    String type =
        files.stream().findFirst().flatMap(FolderListing::pictureType).orElse("image/jpeg");
    return new FileMessages(
        Channels.content(id, "/" + camera, type),
        files,
        place -> rows.get(place).time(),
        limits.messageBytes());
  }
}

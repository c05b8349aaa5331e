package dev.millrace.ingest.recording.format;

import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.db3.Db3Format;
import dev.millrace.ingest.recording.folder.FolderFormats;
import dev.millrace.ingest.recording.mcap.McapFormat;
import dev.millrace.ingest.recording.rosbag.RosbagFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of formats: one row a format; the first that takes a path reads it. */
public final class RecordingFormats {

  private static final RecordingFormat MCAP = new McapFormat();
  private static final RecordingFormat DB3 = new Db3Format();

  // A bag's folder says what it is; the other folders are told by what lies in them.
  private static final List<RecordingFormat> ROWS =
      Stream.concat(
              Stream.of(MCAP, new RosbagFormat(), DB3, new Rosbag2Folder(List.of(MCAP, DB3))),
              FolderFormats.ROWS.stream())
          .toList();

  private RecordingFormats() {}

  /**
   * The format of a recording; empty if no row takes it.
   *
   * @throws IOException if the path is absent or can't be looked at
   */
  public static Optional<RecordingFormat> find(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
    }
    for (RecordingFormat format : ROWS) {
      if (format.takes(path)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The format of a recording.
   *
   * @throws IOException if there is none; says which are known
   */
  public static RecordingFormat of(Path path) throws IOException {
    return find(path)
        .orElseThrow(
            () ->
                new IOException(
                    path
                        + " is no recording of a known format; known are "
                        + ROWS.stream()
                            .map(RecordingFormat::name)
                            .collect(Collectors.joining(", "))));
  }
}

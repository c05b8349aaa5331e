package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingFormat;
import java.util.List;

/** The formats of this package, the more particular ones first. */
public final class FolderFormats {

  /** A row each. */
  public static final List<RecordingFormat> ROWS =
      List.of(
          new KittiDrive(null),
          new CommaSegment(),
          new DrivingLog(),
          new TimedTables(),
          new JsonLines(),
          new EngineRuns(null),
          new PictureFolder(null));

  private FolderFormats() {}
}

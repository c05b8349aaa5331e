package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.nio.file.Path;

/** A format whose topics lie apart, each in order of time. */
public interface StreamFormat extends RecordingFormat {

  /**
   * Finds the topics.
   *
   * @throws IOException if what lies there can't be played; says what is wrong and what to do
   */
  Streams streams(Path path, RecordingLimits limits) throws IOException;

  @Override
  default MessageReader open(Path path, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    return MergedStreams.open(streams(path, limits), filter);
  }

  @Override
  default RecordingSummary summary(Path path, RecordingLimits limits) throws IOException {
    try (Streams streams = streams(path, limits)) {
      return StreamSummary.of(name(), streams);
    }
  }
}

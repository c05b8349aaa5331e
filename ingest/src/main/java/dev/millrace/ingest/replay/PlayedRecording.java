package dev.millrace.ingest.replay;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A recording that is to be played.
 *
 * @param path where it lies
 * @param format reads it
 * @param summary what lies in it
 * @param shift how much later than recorded it is played, nanoseconds
 */
public record PlayedRecording(
    Path path, RecordingFormat format, RecordingSummary summary, long shift) {

  /** First moment as it is played, nanoseconds since 1970-01-01T00:00:00Z. */
  public long start() {
    return summary.start() + shift;
  }

  /** Last moment as it is played, nanoseconds since 1970-01-01T00:00:00Z. */
  public long end() {
    return summary.end() + shift;
  }

  /** The same at another time. */
  public PlayedRecording shifted(long nanos) {
    return new PlayedRecording(path, format, summary, shift + nanos);
  }

  /** Opens it; the times of the filter are those of the play. */
  MessageReader open(MessageFilter filter, RecordingLimits limits) throws IOException {
    MessageFilter own =
        new MessageFilter(
            filter.topics(), before(filter.from(), shift), before(filter.until(), shift));
    return format.open(path, own, limits);
  }

  /** The bounds of a filter that has none stay where they are. */
  private static long before(long time, long shift) {
    boolean open = time == Long.MIN_VALUE || time == Long.MAX_VALUE;
    return open ? time : time - shift;
  }
}

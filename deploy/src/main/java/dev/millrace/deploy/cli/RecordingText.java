package dev.millrace.deploy.cli;

import dev.millrace.ingest.recording.RecordingSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What {@code replay --info} prints of a recording. */
final class RecordingText {

  private static final long NANOS = 1_000_000_000L;

  private final PrintWriter out;

  RecordingText(PrintWriter out) {
    this.out = out;
  }

  void print(Path path, RecordingSummary recording) {
    out.println(path);
    out.println("format    " + recording.format());
    out.println("messages  " + recording.messages());
    if (recording.messages() > 0) {
      out.println("start     " + time(recording.start()));
      out.println("end       " + time(recording.end()));
      out.println("duration  " + seconds(duration(recording)) + " s");
    }
    Table topics = new Table("topic", "type", "encoding", "messages");
    recording
        .topics()
        .forEach(
            topic -> topics.row(topic.name(), topic.type(), topic.encoding(), topic.messages()));
    topics.print(out);
    recording.damages().forEach(damage -> out.println("damaged: " + damage));
    out.flush();
  }

  /** A time of a recording. */
  static Instant time(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  static Duration duration(RecordingSummary recording) {
    return Duration.between(time(recording.start()), time(recording.end()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%d.%09d", duration.getSeconds(), duration.getNano());
  }
}

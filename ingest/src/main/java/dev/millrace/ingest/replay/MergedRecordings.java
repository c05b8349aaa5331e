package dev.millrace.ingest.replay;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Several recordings as one: by the time of play, and those of one time in the order in which the
 * recordings are named, then as each of them has it.
 */
final class MergedRecordings implements Closeable {

  private static final class Lane {
    private final int number;
    private final long shift;
    private final MessageReader reader;
    private @Nullable RecordedMessage head;

    Lane(int number, long shift, MessageReader reader) {
      this.number = number;
      this.shift = shift;
      this.reader = reader;
    }

    boolean advance() throws IOException {
      head = reader.next().orElse(null);
      return head != null;
    }

    RecordedMessage head() {
      if (head == null) {
        throw new IllegalStateException("a recording at its end has no message");
      }
      return head;
    }

    long time() {
      return head().logTime() + shift;
    }

    int number() {
      return number;
    }
  }

  private final List<Lane> all = new ArrayList<>();
  private final PriorityQueue<Lane> lanes =
      new PriorityQueue<>(Comparator.comparingLong(Lane::time).thenComparingInt(Lane::number));
  private @Nullable Lane given;
  private long reached = Long.MIN_VALUE;

  /** Opens the recordings; the caller closes them. */
  static MergedRecordings open(
      List<PlayedRecording> recordings, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    MergedRecordings merged = new MergedRecordings();
    try {
      for (PlayedRecording recording : recordings) {
        MessageReader reader = recording.open(filter, limits);
        Lane lane = new Lane(merged.all.size(), recording.shift(), reader);
        merged.all.add(lane);
        merged.advance(lane);
      }
      return merged;
    } catch (IOException | RuntimeException e) {
      merged.close();
      throw e;
    }
  }

  private void advance(Lane lane) throws IOException {
    if (lane.advance()) {
      lanes.add(lane);
    }
  }

  /** The next message; empty at the end. */
  Optional<Moment> next() throws IOException {
    if (given != null) {
      Lane last = given;
      given = null;
      advance(last);
    }
    Lane lane = lanes.poll();
    if (lane == null) {
      return Optional.empty();
    }
    given = lane;
    // A damaged recording may give a message late; markers have passed its time by then.
    reached = Math.max(reached, lane.time());
    return Optional.of(new Moment(lane.head(), lane.number, reached, lane.shift));
  }

  /** What was found damaged so far. */
  List<String> damages() {
    return all.stream().flatMap(lane -> lane.reader.damages().stream()).toList();
  }

  @Override
  public void close() throws IOException {
    for (Lane lane : all) {
      lane.reader.close();
    }
  }
}

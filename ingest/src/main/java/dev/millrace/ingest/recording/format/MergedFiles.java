package dev.millrace.ingest.recording.format;

import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.Ordinals;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges the files of one recording by log time; messages of one time come in the order of the
 * files. A file is opened when it is due and closed at its end, so as a rule one is open.
 */
final class MergedFiles implements MessageReader {

  /** One file. */
  record Part(String name, Path path, RecordingFormat format, RecordingSummary summary) {}

  private static final class Open {
    private final int number;
    private final String name;
    private final MessageReader reader;
    private RecordedMessage head;

    private Open(int number, String name, MessageReader reader, RecordedMessage head) {
      this.number = number;
      this.name = name;
      this.reader = reader;
      this.head = head;
    }
  }

  private record Waiting(int number, Part part) {}

  private final MessageFilter filter;
  private final RecordingLimits limits;
  private final Damages damages;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          Comparator.comparingLong((Open one) -> one.head.logTime())
              .thenComparingInt(one -> one.number));
  private final Ordinals ordinals = new Ordinals();
  private long bytesOfClosed;
  private @Nullable Open given;

  MergedFiles(List<Part> parts, MessageFilter filter, RecordingLimits limits, Damages damages) {
    this.filter = filter;
    this.limits = limits;
    this.damages = damages;
    for (int i = 0; i < parts.size(); i++) {
      waiting.add(new Waiting(i, parts.get(i)));
    }
    List<Waiting> byStart =
        waiting.stream()
            .sorted(Comparator.comparingLong(one -> one.part().summary().start()))
            .toList();
    waiting.clear();
    waiting.addAll(byStart);
  }

  @Override
  public Optional<RecordedMessage> next() throws IOException {
    advance();
    while (isOneDue()) {
      start(waiting.remove());
    }
    Open first = open.poll();
    if (first == null) {
      return Optional.empty();
    }
    given = first;
    RecordedMessage head = first.head;
    return Optional.of(
        new RecordedMessage(
            head.channel(),
            head.logTime(),
            ordinals.next(head.channel().topic(), head.logTime()),
            head.publishTime(),
            head.payload()));
  }

  private void advance() throws IOException {
    Open last = given;
    given = null;
    if (last == null) {
      return;
    }
    Optional<RecordedMessage> head = last.reader.next();
    if (head.isPresent()) {
      last.head = head.get();
      open.add(last);
    } else {
      end(last.name, last.reader);
    }
  }

  private boolean isOneDue() {
    Waiting due = waiting.peek();
    Open first = open.peek();
    return due != null && (first == null || due.part().summary().start() <= first.head.logTime());
  }

  private void start(Waiting due) throws IOException {
    Part part = due.part();
    MessageReader reader = part.format().open(part.path(), filter, limits);
    Optional<RecordedMessage> head = reader.next();
    if (head.isPresent()) {
      open.add(new Open(due.number(), part.name(), reader, head.get()));
    } else {
      end(part.name(), reader);
    }
  }

  private void end(String name, MessageReader reader) throws IOException {
    reader.damages().forEach(damage -> damages.add(name + ": " + damage));
    bytesOfClosed += reader.bytesRead();
    reader.close();
  }

  @Override
  public long bytesRead() {
    long bytes = bytesOfClosed + (given == null ? 0 : given.reader.bytesRead());
    for (Open one : open) {
      bytes += one.reader.bytesRead();
    }
    return bytes;
  }

  @Override
  public List<String> damages() {
    for (Open one : open) {
      one.reader.damages().forEach(damage -> damages.add(one.name + ": " + damage));
    }
    return damages.list();
  }

  @Override
  public void close() throws IOException {
    if (given != null) {
      open.add(given);
      given = null;
    }
    for (Open one : open) {
      one.reader.close();
    }
    open.clear();
  }
}

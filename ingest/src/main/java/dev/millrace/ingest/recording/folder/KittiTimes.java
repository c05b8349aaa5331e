package dev.millrace.ingest.recording.folder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Times of a KITTI stream: one line a frame, and the frame's number is its file's name. */
final class KittiTimes {

  /** Most frames of a stream: a month at 10 Hz is thirty times as many as any drive has. */
  private static final int MOST_FRAMES = 26_000_000;

  private KittiTimes() {}

  /** Number of a frame by its file's name; its place where the name is no number. */
  static int frame(Path file, int place) {
    try {
      return Integer.parseInt(FolderListing.stem(file));
    } catch (NumberFormatException e) {
      return place;
    }
  }

  /** Reads the times of the files from a list of them all: frames may be left out. */
  static FileMessages.Times read(Path list, List<Path> files, Streams streams) throws IOException {
    List<Long> lines = lines(list);
    RisingTimes rising = new RisingTimes(String.valueOf(list.getParent()), streams);
    long[] times = new long[files.size()];
    for (int i = 0; i < times.length; i++) {
      int frame = frame(files.get(i), i);
      if (frame >= lines.size()) {
        throw new IOException(
            list
                + " has "
                + lines.size()
                + " times, none for "
                + files.get(i).getFileName()
                + "; add it or take the file away");
      }
      times[i] = rising.next(lines.get(frame), frame);
    }
    return place -> times[place];
  }

  private static List<Long> lines(Path list) throws IOException {
    List<Long> times = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(list, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && times.size() < MOST_FRAMES) {
          times.add(nanos(line.strip(), list, times.size() + 1));
        }
      }
    }
    return times;
  }

  private static long nanos(String text, Path list, int line) throws IOException {
    try {
      LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
      return ChronoUnit.NANOS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException(
          list
              + " line "
              + line
              + ": '"
              + text
              + "' is no time such as"
              + " 2011-09-26 13:02:25.964389445",
          e);
    }
  }
}

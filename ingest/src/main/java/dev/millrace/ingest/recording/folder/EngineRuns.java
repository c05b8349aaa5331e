package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.source.Line;
import dev.millrace.ingest.source.LineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shape of NASA's C-MAPSS turbofan runs: text files without a header, 26 numbers a row between
 * blanks (unit, cycle, 3 settings, 21 sensors); a topic a file. A cycle is no time, so a rate is
 * needed.
 *
 * @param rate rows a second; null where it is not known
 */
public record EngineRuns(@Nullable FrameRate rate) implements CountedFormat {

  @Override
  public String name() {
    return "c-mapss";
  }

  @Override
  public CountedFormat at(FrameRate given) {
    return new EngineRuns(given);
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return !files(path).isEmpty();
  }

  private static List<Path> files(Path path) throws IOException {
    List<Path> files =
        Files.isDirectory(path) ? FolderListing.files(path, List.of("txt")) : List.of(path);
    List<Path> runs = new ArrayList<>();
    for (Path file : files) {
      if (FolderListing.ending(file).equals("txt") && isRun(file)) {
        runs.add(file);
      }
    }
    return runs;
  }

  private static boolean isRun(Path file) throws IOException {
    try (LineReader lines = LineReader.open(file, String.valueOf(file.getFileName()))) {
      Optional<Line> first = lines.next();
      return first.isPresent() && EngineTopic.numbers(first.get()).isPresent();
    } catch (RuntimeException e) {
      return false; // no text at all
    }
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    FrameRate counted = rate;
    if (counted == null) {
      throw CountedFormat.noTimes(path, "cycles are no times");
    }
    Streams streams = new Streams();
    for (Path file : files(path)) {
      String name = String.valueOf(file.getFileName());
      streams.add(
          id ->
              new EngineTopic(
                  id,
                  "/" + FolderListing.stem(file),
                  LineReader.open(file, name),
                  counted,
                  streams));
    }
    return streams;
  }

  static String text(Line line) {
    return new String(line.bytes(), StandardCharsets.UTF_8).strip();
  }
}

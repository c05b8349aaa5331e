package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.source.Line;
import dev.millrace.ingest.source.LineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Files of JSON objects with a time, one a line, or a folder of them: a topic a file. */
public final class JsonLines implements StreamFormat {

  private static final List<String> ENDINGS = List.of("jsonl", "ndjson");

  @Override
  public String name() {
    return "json-lines";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    for (Path file : files(path)) {
      if (isTimed(file)) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return FolderListing.files(path, ENDINGS);
    }
    return ENDINGS.contains(FolderListing.ending(path)) ? List.of(path) : List.of();
  }

  private static boolean isTimed(Path file) throws IOException {
    try (LineReader lines = LineReader.open(file, String.valueOf(file.getFileName()))) {
      Optional<Line> first = lines.next();
      return first.isPresent() && JsonTopic.nanos(first.get().bytes()).isPresent();
    }
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    Streams streams = new Streams();
    for (Path file : files(path)) {
      if (isTimed(file)) {
        String name = String.valueOf(file.getFileName());
        streams.add(
            id ->
                new JsonTopic(
                    Channels.json(id, "/" + FolderListing.stem(file)),
                    LineReader.open(file, name),
                    streams));
      } else {
        streams.damaged(file.getFileName() + ": the first line has no time; passed over");
      }
    }
    return streams;
  }
}

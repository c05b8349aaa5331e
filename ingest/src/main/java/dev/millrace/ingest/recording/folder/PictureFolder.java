package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder of JPEG or PNG pictures by name, or of folders with such: a topic each. Pictures have no
 * time of their own, so a rate is needed.
 *
 * @param rate pictures a second; null where it is not known
 */
public record PictureFolder(@Nullable FrameRate rate) implements CountedFormat {

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public CountedFormat at(FrameRate given) {
    return new PictureFolder(given);
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return Files.isDirectory(path) && !folders(path).isEmpty();
  }

  private static List<Path> folders(Path path) throws IOException {
    List<Path> found = new ArrayList<>();
    if (!FolderListing.pictures(path).isEmpty()) {
      found.add(path);
    }
    for (Path inside : FolderListing.folders(path)) {
      if (!FolderListing.pictures(inside).isEmpty()) {
        found.add(inside);
      }
    }
    return found;
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    FrameRate counted = rate;
    if (counted == null) {
      throw CountedFormat.noTimes(path, "pictures have no time of their own");
    }
    Streams streams = new Streams();
    for (Path folder : folders(path)) {
      String topic = "/" + folder.toAbsolutePath().normalize().getFileName();
      Map<String, List<Path>> byType =
          FolderListing.pictures(folder).stream()
              .collect(
                  Collectors.groupingBy(
                      file -> FolderListing.pictureType(file).orElse(""),
                      TreeMap::new,
                      Collectors.toList()));
      for (Map.Entry<String, List<Path>> type : byType.entrySet()) {
        // A topic has one type: where a folder mixes them, each has a topic of its own.
        String kind = byType.size() == 1 ? "" : type.getKey().replace("image", "");
        streams.add(
            id ->
                new FileMessages(
                    Channels.content(id, topic + kind, type.getKey()),
                    type.getValue(),
                    counted::time,
                    limits.messageBytes()));
      }
    }
    return streams;
  }
}

package dev.millrace.ingest.recording.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies in folders, always by name: the order of a file system is its own. */
final class FolderListing {

  /** Most files of a topic, since their paths are sorted in memory. */
  private static final int MAX_FILES = 1_000_000;

  private static final Map<String, String> PICTURES =
      Map.of("jpg", "image/jpeg", "jpeg", "image/jpeg", "png", "image/png");

  private FolderListing() {}

  /** Files right in a folder that end so, by name. */
  static List<Path> files(Path folder, List<String> endings) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> files =
          inside
              .filter(file -> endings.contains(ending(file)) && Files.isRegularFile(file))
              .limit(MAX_FILES + 1L)
              .sorted()
              .toList();
      if (files.size() > MAX_FILES) {
        throw new IOException(folder + " has more than " + MAX_FILES + " files; play it in parts");
      }
      return files;
    }
  }

  /** Folders right in a folder, by name. */
  static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).limit(MAX_FILES).sorted().toList();
    }
  }

  /** Pictures right in a folder, by name. */
  static List<Path> pictures(Path folder) throws IOException {
    return files(folder, List.copyOf(PICTURES.keySet()));
  }

  /** Content type of a picture by its ending. */
  static Optional<String> pictureType(Path file) {
    return Optional.ofNullable(PICTURES.get(ending(file)));
  }

  /** A file's ending in lower case, without the dot; empty where it has none. */
  static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** A file's name without its ending. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}

package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.blob.Blobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pictures of a folder and all folders in it, by relative path. Pictures are sent as they are;
 * turning and grey are matters of later stages. A file is a picture by its ending; whether it can
 * be decoded is for ingest to say.
 */
final class ImageEntries implements EntryReader {

  /** Attribute with the picture's path, relative to what is replayed, with '/'. */
  static final String FILE = "file";

  /** Most files of a folder, since all paths are sorted in memory. */
  private static final int MAX_FILES = 1_000_000;

  private static final Map<String, String> TYPES =
      Map.of("jpg", RawHeaders.JPEG, "jpeg", RawHeaders.JPEG, "png", RawHeaders.PNG);

  /** Larger ones have room nowhere; whether a smaller one has is for the feeder to say. */
  private static final int MAX_IMAGE_BYTES = Blobs.MOST_BYTES;

  private record Found(Path path, String name) {}

  private final Deque<Found> files;

  private ImageEntries(List<Found> files) {
    this.files = new ArrayDeque<>(files);
  }

  /**
   * @param root a folder, or one picture
   * @param prefix name of the root relative to what is replayed; empty where it is that itself
   * @throws UnusableSource if there is no picture
   */
  static ImageEntries open(Path root, String prefix) {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Found> files =
          paths
              .filter(Files::isRegularFile)
              .limit(MAX_FILES + 1L)
              .map(path -> new Found(path, name(root, prefix, path)))
              .sorted(Comparator.comparing(Found::name))
              .toList();
      if (files.size() > MAX_FILES) {
        throw new UnusableSource(
            root + " has more than " + MAX_FILES + " files; replay its folders one by one");
      }
      if (files.stream().allMatch(file -> typeOf(file.name()).isEmpty())) {
        throw new UnusableSource(
            root + " has no picture (" + String.join(", ", TYPES.keySet()) + ") in it");
      }
      return new ImageEntries(files);
    } catch (IOException | UncheckedIOException e) {
      throw new UnusableSource(root + " can't be listed: " + e, e);
    }
  }

  private static String name(Path root, String prefix, Path file) {
    String relative = root.relativize(file).toString().replace('\\', '/');
    if (relative.isEmpty()) {
      return String.valueOf(file.getFileName());
    }
    return prefix.isEmpty() ? relative : prefix + "/" + relative;
  }

  private static Optional<String> typeOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Found file = files.poll();
    return file == null ? Optional.empty() : Optional.of(entry(file));
  }

  private static Entry entry(Found file) throws IOException {
    Optional<String> type = typeOf(file.name());
    if (type.isEmpty()) {
      return new Entry.PassedOver(file.name(), "no picture");
    }
    if (Files.size(file.path()) > MAX_IMAGE_BYTES) {
      return new Entry.PassedOver(file.name(), "larger than " + MAX_IMAGE_BYTES + " bytes");
    }
    byte[] bytes = Files.readAllBytes(file.path());
    Entry.Body body = new Entry.Body(type.get(), bytes, List.of(), Map.of(FILE, file.name()));
    return new Entry.Usable(file.name(), body, null, null, null, null, null);
  }

  @Override
  public void close() {
    files.clear();
  }
}

package dev.millrace.ingest.replay;

import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.RecordedFile;
import dev.millrace.ingest.source.Sources;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of one feed, in the order in which they are played.
 *
 * <p>A replayed path is a file or a folder. Where the feed names files, they are looked for in the
 * folders and among the files; where it names none, a file is played itself and of a folder all
 * files of the feed's format that lie right in it, by name (pictures: all that lie anywhere in it).
 *
 * @param feed the feed
 * @param files its files
 */
public record Recording(Feed feed, List<RecordedFile> files) {

  private static final Map<FeedFormat, List<String>> ENDINGS =
      Map.of(
          FeedFormat.CSV, List.of(".csv"),
          FeedFormat.TSV, List.of(".tsv"),
          FeedFormat.JSONL, List.of(".jsonl", ".ndjson"),
          FeedFormat.LINES, List.of(".txt", ".log"));

  public Recording {
    files = List.copyOf(files);
  }

  /**
   * Finds the feed's files.
   *
   * @param paths what is replayed
   * @throws UnusableSource if a file isn't there; says it for all at once
   */
  public static Recording open(Feed feed, List<Path> paths) {
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        problems.add("there is no file or folder " + path.toAbsolutePath() + " to replay");
      }
    }
    if (paths.isEmpty()) {
      problems.add("feed '" + feed.name() + "' is recorded: name its file or folder (--replay)");
    }
    stopAt(problems);
    List<RecordedFile> files =
        feed.files().isEmpty()
            ? paths.stream().flatMap(path -> allOf(feed, path).stream()).toList()
            : feed.files().stream().map(name -> named(feed, name, paths, problems)).toList();
    stopAt(problems);
    return new Recording(feed, withLabels(feed, files, paths));
  }

  /**
   * Opens the files as a source; the caller closes it.
   *
   * @throws UnusableSource if the files don't fit the feed
   */
  public EventSource source() {
    return Sources.recorded(feed, files);
  }

  private static List<RecordedFile> allOf(Feed feed, Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(new RecordedFile(path, fileName(path), null));
    }
    if (feed.format() == FeedFormat.IMAGES) {
      return List.of(new RecordedFile(path, "", null));
    }
    List<String> endings = ENDINGS.getOrDefault(feed.format(), List.of());
    try (Stream<Path> inside = Files.list(path)) {
      List<RecordedFile> files =
          inside
              .filter(file -> Files.isRegularFile(file) && endsWithOne(fileName(file), endings))
              .sorted()
              .map(file -> new RecordedFile(file, fileName(file), null))
              .toList();
      if (files.isEmpty()) {
        throw new UnusableSource(
            "folder "
                + path
                + " has no file ending in "
                + String.join(" or ", endings)
                + "; name the files of feed '"
                + feed.name()
                + "' in the task file or replay one file");
      }
      return files;
    } catch (IOException e) {
      throw new UnusableSource("folder " + path + " can't be listed: " + e, e);
    }
  }

  private static RecordedFile named(
      Feed feed, String name, List<Path> paths, List<String> problems) {
    Optional<Path> found = paths.stream().flatMap(path -> at(path, name).stream()).findFirst();
    if (found.isEmpty()) {
      problems.add(
          "feed '"
              + feed.name()
              + "' plays the file "
              + name
              + ", which is not in "
              + paths
              + "; replay the folder that holds it");
    }
    return new RecordedFile(found.orElse(Path.of(name)), name, null);
  }

  /** The file of that name in a folder, or the path itself where it ends with the name. */
  private static Optional<Path> at(Path path, String name) {
    if (Files.isDirectory(path)) {
      return Optional.of(path.resolve(name)).filter(Files::exists);
    }
    return Optional.of(path).filter(file -> file.endsWith(name));
  }

  private static List<RecordedFile> withLabels(
      Feed feed, List<RecordedFile> files, List<Path> paths) {
    if (!(feed.labels() instanceof LabelSpec.InFiles labels)) {
      return files;
    }
    if (labels.files().size() != files.size()) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "' has "
              + files.size()
              + " files and "
              + labels.files().size()
              + " label files; each file needs its own, in the same order");
    }
    List<String> problems = new ArrayList<>();
    List<Path> places = paths.stream().map(Recording::folderOf).toList();
    List<RecordedFile> labelled = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      RecordedFile file = files.get(i);
      Path found = named(feed, labels.files().get(i), places, problems).path();
      labelled.add(new RecordedFile(file.path(), file.name(), found));
    }
    stopAt(problems);
    return labelled;
  }

  /** Label files lie beside the file that is replayed. */
  private static Path folderOf(Path path) {
    return Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static boolean endsWithOne(String name, List<String> endings) {
    return endings.stream().anyMatch(name::endsWith);
  }

  private static void stopAt(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new UnusableSource(String.join(System.lineSeparator(), problems));
    }
  }
}

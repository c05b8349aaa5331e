package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the checkpoint to go on from. Flink writes {@code <folder>/<job id>/chk-N/_metadata}, and
 * the last file by renaming it once the checkpoint is complete; N goes on counting in a job that
 * was restored, so the highest N is the newest over all runs.
 */
public final class NewestCheckpoint {

  private static final Pattern COMPLETE = Pattern.compile("chk-(\\d+)");
  private static final String METADATA = "_metadata";
  private static final int DEPTH = 3;

  private NewestCheckpoint() {}

  /** The folder {@code chk-N} of the newest complete checkpoint under a job's folder. */
  public static Optional<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.endsWith(METADATA))
          .map(Path::getParent)
          .filter(checkpoint -> number(checkpoint) >= 0)
          .max(Comparator.comparingLong(NewestCheckpoint::number));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the checkpoints in " + folder, e);
    }
  }

  private static long number(Path checkpoint) {
    Matcher matcher = COMPLETE.matcher(checkpoint.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }
}

package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Where runs lie: {@code runs/<id>} is one {@link StateDirectory} each, {@code current} names the
 * newest.
 *
 * @param folder usually {@code .millrace} in the working directory
 */
public record StateHome(Path folder) {

  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** Makes a directory for a new run, named by the time, and makes it the current one. */
  public StateDirectory fresh(InstantSource clock) {
    String id = RUN_ID.format(clock.instant());
    Path run = runs().resolve(id);
    for (int n = 2; Files.exists(run); n++) {
      run = runs().resolve(id + "-" + n);
    }
    StateDirectory state = StateDirectory.open(run);
    try {
      Files.writeString(currentFile(), run.getFileName().toString());
    } catch (IOException e) {
      state.close();
      throw new UncheckedIOException("cannot write " + currentFile(), e);
    }
    return state;
  }

  /** The directory of the newest run; empty if there has been none. */
  public Optional<Path> current() {
    if (!Files.exists(currentFile())) {
      return Optional.empty();
    }
    try {
      return Optional.of(runs().resolve(Files.readString(currentFile()).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + currentFile(), e);
    }
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Path currentFile() {
    return folder.resolve("current");
  }
}

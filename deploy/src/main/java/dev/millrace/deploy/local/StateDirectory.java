package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;

/**
 * All that one run keeps on disk: {@code kafka/}, {@code streams/}, {@code flink/}, {@code
 * dashboard/}, the {@code lock} of the process that uses it and, while its broker runs, the {@code
 * port}.
 *
 * <p>Held by one process at a time, from opening to closing. {@link StateHome} makes and finds
 * them.
 */
public final class StateDirectory implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String PORT = "port";

  private final Path folder;
  private final StateLock lock;

  private StateDirectory(Path folder, StateLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes a directory for this process; made where it is new.
   *
   * @throws StateInUse if another process holds it
   */
  public static StateDirectory open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    create(absolute);
    Path lockFile = absolute.resolve(LOCK);
    StateLock lock =
        StateLock.tryTake(lockFile)
            .orElseThrow(
                () ->
                    new StateInUse(
                        "state directory "
                            + absolute
                            + " is in use by "
                            + StateLock.holder(lockFile)
                            + "; end that process first or choose another directory with"
                            + " --state"));
    StateDirectory state = new StateDirectory(absolute, lock);
    // A killed process leaves its port behind; nobody answers there any more.
    state.forgetPort();
    return state;
  }

  /** The port that the holder of a directory has published; empty while its broker starts. */
  static OptionalInt portOf(Path folder) {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(folder.resolve(PORT)).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  public Path folder() {
    return folder;
  }

  /** Data of the embedded broker. */
  public Path kafka() {
    return folder.resolve("kafka");
  }

  /** State stores of Kafka Streams. */
  public Path streams() {
    return folder.resolve("streams");
  }

  /** State stores of the dashboard. */
  public Path dashboard() {
    return folder.resolve("dashboard");
  }

  /** Checkpoints and temporary files of the embedded Flink cluster. */
  public Path flink() {
    return folder.resolve("flink");
  }

  /** Which task files the run was started with. */
  public TaskList tasks() {
    return new TaskList(folder.resolve(TaskList.NAME));
  }

  /** Tells others on which port the broker of this directory listens. */
  public void publishPort(int port) {
    Path unfinished = folder.resolve(PORT + ".new");
    try {
      Files.writeString(unfinished, Integer.toString(port));
      // Moved into place, so that no reader finds half a number.
      Files.move(unfinished, folder.resolve(PORT), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the port file in " + folder, e);
    }
  }

  private void forgetPort() {
    try {
      Files.deleteIfExists(folder.resolve(PORT));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the port file in " + folder, e);
    }
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the state directory " + folder, e);
    }
  }

  /** Gives the directory free; what it holds stays. */
  @Override
  public void close() {
    forgetPort();
    lock.close();
  }
}

package dev.millrace.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock file of a state directory. The operating system gives the lock back when its holder
 * ends, also after a kill; the process id inside is for people only.
 */
final class StateLock implements AutoCloseable {

  /**
   * Files that this process has locked. They must not be opened again here: on Linux, closing any
   * channel on a file gives back all locks that the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StateLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or gives nothing if another holds it, in this process or elsewhere. */
  static Optional<StateLock> tryTake(Path file) {
    Path own = file.toAbsolutePath().normalize();
    if (!HELD.add(own)) {
      return Optional.empty();
    }
    Optional<StateLock> lock = Optional.empty();
    try {
      lock = tryLock(own);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(own);
      }
    }
  }

  private static Optional<StateLock> tryLock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return Optional.of(new StateLock(file, channel));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
  }

  /** Process id of the holder as far as the file tells. */
  static String holder(Path file) {
    if (HELD.contains(file.toAbsolutePath().normalize())) {
      return "process " + ProcessHandle.current().pid();
    }
    try {
      String pid = Files.readString(file).strip();
      return pid.isEmpty() ? "another process" : "process " + pid;
    } catch (IOException e) {
      return "another process"; // some systems forbid reading a locked file
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(file);
    }
  }
}

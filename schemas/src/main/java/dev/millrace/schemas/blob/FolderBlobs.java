package dev.millrace.schemas.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Blobs as files. A file gets its name when all of it is on the disk (written beside, forced,
 * renamed), so that a reader or a crash never sees half of one. Names are digests, so none leads
 * out of the folder; links are not followed.
 */
final class FolderBlobs implements BlobStore {

  /** Half-written files of a crash; their names are no blobs. */
  private static final String UNFINISHED = ".part";

  private final Path root;
  private final InstantSource clock;

  /**
   * Blobs in a folder.
   *
   * @param root made where it is missing
   * @param clock says when a blob was put; must be the clock of whoever removes old ones
   */
  FolderBlobs(Path root, InstantSource clock) throws IOException {
    this.root = Files.createDirectories(root.toAbsolutePath()).toRealPath();
    this.clock = clock;
  }

  private Path file(BlobName name) {
    return root.resolve(name.key());
  }

  @Override
  public BlobName put(byte[] content) throws IOException {
    BlobName name = BlobName.of(content);
    Path file = file(name);
    try {
      if (isWhole(file, content)) {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        return name;
      }
    } catch (NoSuchFileException e) {
      // Removed just now; it is written again below.
    }
    Path folder = Files.createDirectories(file.getParent());
    Path part = folder.resolve(UUID.randomUUID() + UNFINISHED);
    try {
      write(part, content);
      Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(folder);
    } finally {
      Files.deleteIfExists(part);
    }
    return name;
  }

  /** One that is damaged is written anew. */
  private static boolean isWhole(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static void write(Path part, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  /** The new name is on the disk only with its folder. */
  private static void force(Path folder) throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public byte[] get(BlobName name, int mostBytes) throws IOException, UnusableBlob {
    try (FileChannel in =
        FileChannel.open(file(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (in.size() > mostBytes) {
        throw UnusableBlob.tooLarge(name, where(), in.size(), mostBytes);
      }
      ByteBuffer content = ByteBuffer.allocate((int) in.size());
      while (content.hasRemaining() && in.read(content) >= 0) {
        continue;
      }
      return UnusableBlob.checked(name, where(), content.array());
    } catch (NoSuchFileException e) {
      throw UnusableBlob.missing(name, where());
    }
  }

  @Override
  public void list(Consumer<Stored> each) throws IOException {
    Path top = root.resolve("sha256");
    if (!Files.isDirectory(top)) {
      return;
    }
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = root.relativize(file).toString().replace('\\', '/');
            if (attributes.isRegularFile() && BlobName.isKey(key)) {
              each.accept(
                  new Stored(
                      BlobName.ofKey(key),
                      attributes.size(),
                      attributes.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Removed by another sweep while this one walks.
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public boolean remove(BlobName name, Instant before) throws IOException {
    try {
      Path file = file(name);
      if (!Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isBefore(before)) {
        return false;
      }
      return Files.deleteIfExists(file);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public String where() {
    return root.toString();
  }
}

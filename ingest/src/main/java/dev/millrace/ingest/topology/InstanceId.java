package dev.millrace.ingest.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name of an instance, kept in its state directory. */
final class InstanceId {

  private static final String FILE = "instance-id";

  private InstanceId() {}

  /** Reads the name, or makes one up in a fresh directory. */
  static String of(Path state) {
    Path file = state.resolve(FILE);
    try {
      Files.createDirectories(state);
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      String id = UUID.randomUUID().toString();
      Files.writeString(file, id);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "ingest cannot keep its state in " + state + "; make it a writable directory", e);
    }
  }
}

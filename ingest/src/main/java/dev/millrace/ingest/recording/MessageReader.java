package dev.millrace.ingest.recording;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads the messages of a recording, one after the other, in bounded memory: by log time, and those
 * of one time in the order of the file. Only where a chunk holds earlier messages than its head
 * says do they come late, and {@link #damages()} says so. For one thread; the caller closes it.
 */
public interface MessageReader extends Closeable {

  /**
   * The next message that is wanted; empty at the end and from then on.
   *
   * @throws IOException if the file can't be read, as opposed to being damaged
   */
  Optional<RecordedMessage> next() throws IOException;

  /** Bytes of the recording that have been read. */
  long bytesRead();

  /**
   * What was found damaged so far and passed over, one sentence each with the place in the file; at
   * most a hundred, the last of which counts the rest.
   */
  List<String> damages();
}

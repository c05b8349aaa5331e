package dev.millrace.ingest.recording;

import java.io.IOException;
import java.nio.file.Path;

/** A format of recordings: one row of the table of formats. Stateless. */
public interface RecordingFormat {

  /** Name in messages, for example {@code mcap}. */
  String name();

  /**
   * Whether the file or folder is one of this format, by its first bytes or by what lies in it;
   * never by its name alone where the format has a mark.
   *
   * @throws IOException if it can't be looked at
   */
  boolean takes(Path path) throws IOException;

  /**
   * Opens a recording; the caller closes it.
   *
   * @throws IOException if it can't be opened; says what is wrong and what to do
   */
  MessageReader open(Path path, MessageFilter filter, RecordingLimits limits) throws IOException;

  /**
   * What lies in a recording, from its index where it has a sound one, else by reading it through.
   *
   * @throws IOException if it can't be opened
   */
  RecordingSummary summary(Path path, RecordingLimits limits) throws IOException;
}

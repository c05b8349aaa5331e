package dev.millrace.ingest.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads the entries of one recording, one after the other. */
interface EntryReader extends Closeable {

  /** The next entry; empty at the end. */
  Optional<Entry> next() throws IOException;

  /**
   * Opens a reader at the beginning; each call a new one. Checks the input against the feed first.
   */
  interface Opener {
    /**
     * A reader at the first entry.
     *
     * @throws UnusableSource if the input doesn't fit the feed
     */
    EntryReader open();
  }
}

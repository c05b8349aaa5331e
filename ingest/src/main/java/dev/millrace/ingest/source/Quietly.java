package dev.millrace.ingest.source;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was only read from: nothing can be lost any more. */
final class Quietly {

  private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

  private Quietly() {}

  static void close(Closeable reader) {
    try {
      reader.close();
    } catch (IOException e) {
      LOG.debug("closing {} failed", reader, e);
    }
  }
}

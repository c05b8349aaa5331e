package dev.millrace.ingest.recording.folder;

import java.io.IOException;
import java.nio.file.Path;

/** A format that may lack times, for example a folder of pictures. */
public interface CountedFormat extends StreamFormat {

  /** This format with a rate for what has no time of its own. */
  CountedFormat at(FrameRate rate);

  /** The error where times and rate are missing. */
  static IOException noTimes(Path path, String missing) {
    return new IOException(
        path + " says nothing about when: " + missing + "; give the rate of its messages (--fps)");
  }
}

package dev.millrace.ingest.recording;

/**
 * What readers accept at most; checked before memory is allocated.
 *
 * @param chunkBytes largest chunk once decompressed
 * @param messageBytes largest message
 * @param definitionBytes largest definition of a message type
 * @param channels most channels of a recording
 */
public record RecordingLimits(int chunkBytes, int messageBytes, int definitionBytes, int channels) {

  /**
   * Recorders cut chunks at 1 to 4 MiB, but a chunk holds at least one message, and a point cloud
   * or a raw picture is tens of MiB.
   */
  public static final RecordingLimits DEFAULT =
      new RecordingLimits(256 << 20, 128 << 20, 4 << 20, 100_000);

  /** Checks that every limit leaves something. */
  public RecordingLimits {
    if (chunkBytes < 1 || messageBytes < 1 || definitionBytes < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "every limit must be at least 1, not "
              + chunkBytes
              + ", "
              + messageBytes
              + ", "
              + definitionBytes
              + ", "
              + channels);
    }
  }
}

package dev.millrace.ingest.recording;

/**
 * What readers accept at most; checked before memory is allocated.
 *
 * @param chunkBytes largest chunk once decompressed
 * @param messageBytes largest message
 * @param definitionBytes definitions of all message types and channels together
 * @param channels most channels of a recording
 * @param openBytes chunks held decompressed at once where their times overlap; one is always held
 */
public record RecordingLimits(
    int chunkBytes, int messageBytes, int definitionBytes, int channels, long openBytes) {

  /**
   * Recorders cut chunks at 1 to 4 MiB, but a chunk holds at least one message, and a point cloud
   * or a raw picture is tens of MiB. What overlaps is a few neighbours.
   */
  public static final RecordingLimits DEFAULT =
      new RecordingLimits(256 << 20, 128 << 20, 64 << 20, 100_000, 256L << 20);

  /** Checks that every limit leaves something. */
  public RecordingLimits {
    if (chunkBytes < 1
        || messageBytes < 1
        || definitionBytes < 1
        || channels < 1
        || openBytes < 1) {
      throw new IllegalArgumentException(
          "every limit must be at least 1, not "
              + chunkBytes
              + ", "
              + messageBytes
              + ", "
              + definitionBytes
              + ", "
              + channels
              + ", "
              + openBytes);
    }
  }
}

package dev.millrace.ingest.decode;

import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;

/**
 * What ingest accepts at most.
 *
 * @param valueBytes largest raw value
 * @param pixels largest picture, width × height
 * @param nesting deepest JSON
 * @param idChars longest event id and source id
 * @param channels most channels of a reading
 * @param boxes most boxes of a label
 * @param earliest first event time
 * @param latest last event time; a fixed date, so that a replay is judged alike on every day
 * @param remembered how long ids are remembered for de-duplication, by the wall clock
 * @param deadLetterBytes largest value that a dead letter holds; of a larger one it has the digest
 */
public record Limits(
    int valueBytes,
    long pixels,
    int nesting,
    int idChars,
    int channels,
    int boxes,
    Instant earliest,
    Instant latest,
    Duration remembered,
    int deadLetterBytes) {

  /**
   * 64 megapixels are 192 MB once decoded, and more than the cameras of phones give by default. A
   * clock outside of 1900 to 2200 is broken, and one reading of the far future would end the
   * waiting for all others. A day outlasts the retries of any producer.
   */
  public static final Limits DEFAULT =
      new Limits(
          Topics.MAX_RECORD_BYTES,
          64_000_000,
          32,
          1024,
          4096,
          10_000,
          Instant.parse("1900-01-01T00:00:00Z"),
          Instant.parse("2200-01-01T00:00:00Z"),
          Duration.ofDays(1),
          Topics.MAX_RECORD_BYTES);

  /** Checks that every limit leaves something. */
  public Limits {
    if (valueBytes < 1
        || pixels < 1
        || nesting < 2
        || idChars < 1
        || channels < 1
        || boxes < 1
        || deadLetterBytes < 0
        || !earliest.isBefore(latest)
        || remembered.isNegative()) {
      throw new IllegalArgumentException(
          "a limit leaves nothing that could pass: "
              + valueBytes
              + " value bytes, "
              + pixels
              + " pixels, nesting "
              + nesting
              + ", "
              + idChars
              + " id chars, "
              + channels
              + " channels, "
              + boxes
              + " boxes, "
              + earliest
              + " to "
              + latest
              + ", remembered "
              + remembered
              + ", "
              + deadLetterBytes
              + " dead letter bytes");
    }
  }
}

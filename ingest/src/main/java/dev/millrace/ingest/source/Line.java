package dev.millrace.ingest.source;

/**
 * One line of a file.
 *
 * @param number from 1
 * @param bytes the line without its ending
 * @param ending {@code \n}, {@code \r\n}, or empty at the end of the file
 * @param omitted bytes beyond the limit that were read over and dropped; 0 for all but monsters
 */
@SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
public record Line(long number, byte[] bytes, byte[] ending, long omitted) {

  public boolean tooLong() {
    return omitted > 0;
  }
}

package dev.millrace.ingest.recording.mcap;

import java.util.zip.CRC32;

/** CRC-32 of what is in memory. */
final class Crc {

  private Crc() {}

  static long of(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  static String differ(long found, long expected) {
    return String.format("%08x where %08x is written", found, expected);
  }
}

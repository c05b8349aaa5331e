package dev.millrace.ingest.recording.mcap;

/** Kinds of records, and the frame of a record: one byte of kind, eight of length. */
final class Opcode {

  static final int HEADER = 0x01;
  static final int FOOTER = 0x02;
  static final int SCHEMA = 0x03;
  static final int CHANNEL = 0x04;
  static final int MESSAGE = 0x05;
  static final int CHUNK = 0x06;
  static final int MESSAGE_INDEX = 0x07;
  static final int CHUNK_INDEX = 0x08;
  static final int STATISTICS = 0x0b;
  static final int SUMMARY_OFFSET = 0x0e;
  static final int DATA_END = 0x0f;

  /** Bytes before a record's content. */
  static final int FRAME = 9;

  private Opcode() {}
}

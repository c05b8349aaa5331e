package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A record of the file: its header in memory, its data not.
 *
 * @param offset where it begins
 * @param header its header
 * @param data where its data begin
 * @param length bytes of its data
 */
record BagRecord(long offset, BagHeader header, long data, long length) {

  private static final int LENGTH = 4;

  /** Headers hold a few numbers and a topic. */
  private static final int HEADER_LIMIT = 1 << 16;

  /**
   * The record at a place.
   *
   * @throws BadRecord if the file ends before it does
   */
  static BagRecord at(RecordingFile file, long offset) throws BadRecord, IOException {
    BagRecord record = begun(file, offset);
    if (record.isCut(file)) {
      throw new BadRecord(
          "the record at byte "
              + offset
              + " has "
              + record.length
              + " bytes where "
              + (file.size() - record.data)
              + " are left: the file is cut or damaged there");
    }
    return record;
  }

  /** The record at a place, whose data the file may not hold to their end. */
  static BagRecord begun(RecordingFile file, long offset) throws BadRecord, IOException {
    long header = length(file, offset);
    if (header > HEADER_LIMIT) {
      throw new BadRecord(
          "the record at byte "
              + offset
              + " has a header of "
              + header
              + " bytes, the limit is "
              + HEADER_LIMIT);
    }
    long lengthAt = offset + LENGTH + header;
    long length = length(file, lengthAt);
    long data = lengthAt + LENGTH;
    ByteBuffer fields = file.look(offset + LENGTH, (int) header);
    ByteBuffer copy = ByteBuffer.allocate((int) header).put(fields).flip();
    return new BagRecord(offset, BagHeader.of(copy), data, length);
  }

  private static long length(RecordingFile file, long at) throws BadRecord, IOException {
    if (at < 0 || at > file.size() - LENGTH) {
      throw new BadRecord("the file ends at byte " + file.size() + " inside of a record");
    }
    return file.look(at, LENGTH).getInt(0) & 0xffff_ffffL;
  }

  boolean isCut(RecordingFile file) {
    return length > file.size() - data;
  }

  long end() {
    return data + length;
  }

  /** Its data, valid until the file is read again. */
  ByteBuffer content(RecordingFile file, int limit) throws BadRecord, IOException {
    if (length > limit) {
      throw new BadRecord(
          "the record at byte " + offset + " has " + length + " bytes, the limit is " + limit);
    }
    return file.look(data, (int) length);
  }

  RecordFields fields(RecordingFile file, int limit) throws BadRecord, IOException {
    return new RecordFields(content(file, limit));
  }
}

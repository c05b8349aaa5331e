package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The frame of a record in the file; its content is not in memory.
 *
 * @param opcode its kind
 * @param offset where it begins, with its frame
 * @param length bytes of its content
 */
record McapRecord(int opcode, long offset, long length) {

  /**
   * The record at a place.
   *
   * @param until where the last record ends at the latest
   * @throws BadRecord if it would end later
   */
  static McapRecord at(RecordingFile file, long offset, long until) throws BadRecord, IOException {
    if (offset < 0 || until - offset < Opcode.FRAME) {
      throw new BadRecord(
          "a record begins at byte " + offset + " where the file or section ends at " + until);
    }
    ByteBuffer frame = file.look(offset, Opcode.FRAME);
    McapRecord record = new McapRecord(frame.get(0) & 0xff, offset, frame.getLong(1));
    if (record.length < 0 || record.length > until - record.content()) {
      throw new BadRecord(
          "the record of kind "
              + record.opcode
              + " at byte "
              + offset
              + " has "
              + Long.toUnsignedString(record.length)
              + " bytes where "
              + (until - record.content())
              + " are left: the file is cut or damaged there");
    }
    return record;
  }

  long content() {
    return offset + Opcode.FRAME;
  }

  long end() {
    return content() + length;
  }

  /** Its content, valid until the file is read again. */
  RecordFields fields(RecordingFile file, int limit, String what) throws BadRecord, IOException {
    if (length > limit) {
      throw new BadRecord(
          what + " at byte " + offset + " has " + length + " bytes, the limit is " + limit);
    }
    return new RecordFields(file.look(content(), (int) length));
  }
}

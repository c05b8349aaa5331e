package dev.millrace.ingest.gateway;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.source.NamedRows;
import dev.millrace.ingest.source.RowRecords;
import dev.millrace.schemas.Topics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Records that {@code raw.<feed>} has no room for must not stop the feed: the beginning of one goes
 * there instead, with its length and its digest.
 *
 * @param rows makes the records of what can't be used
 * @param claims puts large pictures aside first
 */
record RawSize(NamedRows rows, Claims claims) {

  /** Room for the batch around a record. */
  private static final int BATCH_BYTES = 1024;

  private static final int SHOWN_BYTES = 64 * 1024;

  /** The records as they are, or what stands for them. */
  RowRecords checked(NamedRows.Place place, byte[] value, RowRecords made) {
    List<ProducerRecord<byte[], byte[]>> records =
        made.records().stream().map(claims::claimed).toList();
    for (ProducerRecord<byte[], byte[]> record : records) {
      long bytes = bytes(record);
      if (bytes > Topics.MAX_RECORD_BYTES - BATCH_BYTES) {
        return rows.unreadable(
            place,
            Arrays.copyOf(value, Math.min(value.length, SHOWN_BYTES)),
            place.where()
                + ": has "
                + bytes
                + " bytes, a raw record at most "
                + (Topics.MAX_RECORD_BYTES - BATCH_BYTES)
                + "; this is the beginning of a value with SHA-256 "
                + digest(value)
                + "; send it in parts or smaller");
      }
    }
    return new RowRecords(records, made.eventTime(), made.labels(), made.malformed());
  }

  private static long bytes(ProducerRecord<byte[], byte[]> record) {
    long bytes = record.value() == null ? 0 : record.value().length;
    bytes += record.key() == null ? 0 : record.key().length;
    for (Header header : record.headers()) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return bytes;
  }

  private static String digest(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

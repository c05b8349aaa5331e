package dev.millrace.schemas;

import dev.millrace.schemas.avro.AuditRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.DriftSignal;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.avro.TrainingExample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes and reads the records of all topics in Avro's single-object encoding: two marker bytes,
 * the writer schema's 64-bit fingerprint, the binary body (Avro 1.12 specification, "Single object
 * encoding"). A topic may carry several record types; the fingerprint tells them apart.
 *
 * <p>Thread-safe.
 */
public final class AvroCodec {

  /** Bytes before the body: two marker bytes and the fingerprint. */
  public static final int HEADER_BYTES = 10;

  static {
    TrustedRecords.trust();
  }

  private static final byte MARKER_0 = (byte) 0xC3;
  private static final byte MARKER_1 = (byte) 0x01;

  /** Record types that may stand alone as a value on a topic. */
  private static final List<Schema> CURRENT =
      List.of(
          SensorReading.getClassSchema(),
          ImageFrame.getClassSchema(),
          TextMessage.getClassSchema(),
          Prediction.getClassSchema(),
          Features.getClassSchema(),
          Label.getClassSchema(),
          TrainingExample.getClassSchema(),
          ModelVersion.getClassSchema(),
          ModelAlias.getClassSchema(),
          PrequentialMetric.getClassSchema(),
          ServedMetric.getClassSchema(),
          ScoredExample.getClassSchema(),
          DriftSignal.getClassSchema(),
          GateDecision.getClassSchema(),
          TrainingControl.getClassSchema(),
          AuditRecord.getClassSchema(),
          DeadLetter.getClassSchema(),
          Marker.getClassSchema());

  private static final long MARKER_FINGERPRINT = fingerprint(Marker.getClassSchema());

  private final Map<Long, SpecificDatumReader<SpecificRecord>> readers = new HashMap<>();
  private final Map<Schema, Writer> writers = new HashMap<>();

  private record Writer(long fingerprint, SpecificDatumWriter<SpecificRecord> datum) {}

  /** A codec for the current schemas and every released one in {@code history/}. */
  public AvroCodec() {
    this(SchemaHistory.released());
  }

  AvroCodec(List<Schema> released) {
    Map<String, Schema> byName = new HashMap<>();
    for (Schema schema : CURRENT) {
      byName.put(schema.getFullName(), schema);
      readers.put(fingerprint(schema), reader(schema, schema));
      writers.put(schema, new Writer(fingerprint(schema), new SpecificDatumWriter<>(schema)));
    }
    for (Schema written : released) {
      Schema current = byName.get(written.getFullName());
      if (current != null) {
        readers.putIfAbsent(fingerprint(written), reader(written, current));
      }
    }
  }

  private static SpecificDatumReader<SpecificRecord> reader(Schema written, Schema read) {
    return new SpecificDatumReader<>(written, read, SpecificData.getForSchema(read));
  }

  /** Schemas that this codec writes, for the {@code schemas} topic. */
  public static List<Schema> currentSchemas() {
    return CURRENT;
  }

  /** CRC-64-AVRO of the schema's parsing canonical form. */
  public static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** Whether the bytes are a {@link Marker}; looks at the header alone. */
  public static boolean isMarker(byte[] value) {
    return isSingleObject(value) && fingerprintOf(value) == MARKER_FINGERPRINT;
  }

  private static boolean isSingleObject(byte[] value) {
    return value.length >= HEADER_BYTES && value[0] == MARKER_0 && value[1] == MARKER_1;
  }

  private static long fingerprintOf(byte[] value) {
    return ByteBuffer.wrap(value, 2, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** The record as bytes with its fingerprint in front. */
  public byte[] encode(SpecificRecord record) {
    Writer writer = writers.get(record.getSchema());
    if (writer == null) {
      throw new IllegalArgumentException(
          record.getSchema().getFullName() + " is no record of a topic; add it to AvroCodec");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(MARKER_0);
    out.write(MARKER_1);
    byte[] print = new byte[Long.BYTES];
    ByteBuffer.wrap(print).order(ByteOrder.LITTLE_ENDIAN).putLong(writer.fingerprint());
    out.write(print, 0, print.length);
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.datum().write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a record of any known type.
   *
   * @throws UnreadableRecord if the bytes are no single-object record, the fingerprint is unknown,
   *     or the body does not fit the schema
   */
  public SpecificRecord decode(byte[] value) throws UnreadableRecord {
    if (!isSingleObject(value)) {
      throw new UnreadableRecord(
          UnreadableRecord.Cause.NOT_AVRO,
          "value of "
              + value.length
              + " bytes does not start with Avro's single-object marker C3 01; write it with the"
              + " single-object encoding");
    }
    long fingerprint = fingerprintOf(value);
    SpecificDatumReader<SpecificRecord> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new UnreadableRecord(
          UnreadableRecord.Cause.UNKNOWN_FINGERPRINT,
          "no schema has the fingerprint "
              + Long.toHexString(fingerprint)
              + "; upgrade this reader or write with a schema that Millrace has released");
    }
    return read(value, reader);
  }

  private static SpecificRecord read(byte[] value, SpecificDatumReader<SpecificRecord> reader)
      throws UnreadableRecord {
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
      SpecificRecord record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UnreadableRecord(
            UnreadableRecord.Cause.CORRUPT,
            "bytes are left over after "
                + record.getSchema().getName()
                + "; send one record a value and nothing behind it");
      }
      return record;
    } catch (IOException | RuntimeException e) {
      // Avro throws many kinds on damaged bytes, UnsupportedOperationException among them.
      throw new UnreadableRecord(
          UnreadableRecord.Cause.CORRUPT,
          "body of "
              + reader.getSchema().getName()
              + " does not fit its schema: "
              + e
              + "; send it again, whole and as its schema says");
    }
  }

  /**
   * Reads a record that must be of one type.
   *
   * @throws UnreadableRecord also if it is of another type
   */
  public <T extends SpecificRecord> T decode(byte[] value, Class<T> type) throws UnreadableRecord {
    SpecificRecord record = decode(value);
    if (!type.isInstance(record)) {
      throw new UnreadableRecord(
          UnreadableRecord.Cause.WRONG_TYPE,
          "expected " + type.getSimpleName() + ", found " + record.getSchema().getName());
    }
    return type.cast(record);
  }
}

package dev.millrace.ingest.gateway;

import java.nio.ByteBuffer;

/**
 * What the serializers of a Schema Registry put before a value: a zero byte and the schema's number
 * in four bytes, big-endian (Confluent's wire format).
 *
 * @param schema number of the schema
 * @param body what follows
 */
record RegistryFrame(int schema, ByteBuffer body) {

  private static final int BYTES = 5;

  static RegistryFrame of(byte[] value) throws UnreadableValue {
    if (value.length < BYTES || value[0] != 0) {
      throw new UnreadableValue(
          "it does not begin with a zero byte and the number of its schema; was it written with a"
              + " Schema Registry's serializer? One schema for all is schemas.file");
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    int schema = bytes.getInt(1);
    return new RegistryFrame(schema, bytes.slice(BYTES, value.length - BYTES));
  }
}

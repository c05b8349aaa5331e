package dev.millrace.deploy.topic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka record as a line of JSON: where it lies, its key and headers, and its value as the Avro
 * record it holds, else as text, else as base64. Not thread-safe.
 */
public final class TopicLine {

  private final AvroCodec codec = new AvroCodec();

  /** The line of a record from any topic. */
  public ObjectNode of(ConsumerRecord<byte[], byte[]> record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("partition", record.partition());
    line.put("offset", record.offset());
    line.put("appendedAt", record.timestamp() * 1000);
    put(line, "key", record.key());
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    for (Header header : record.headers()) {
      put(headers, header.key(), header.value());
    }
    if (!headers.isEmpty()) {
      line.set("headers", headers);
    }
    value(line, record.value());
    return line;
  }

  private void value(ObjectNode line, byte @Nullable [] value) {
    if (value == null) {
      line.putNull("value");
      return;
    }
    try {
      line.set("value", RecordJson.of(codec.decode(value)));
    } catch (UnreadableRecord e) {
      put(line, "value", value);
      if (e.code() != UnreadableRecord.Cause.NOT_AVRO) {
        line.put("unreadable", e.getMessage());
      }
    }
  }

  private static void put(ObjectNode node, String name, byte @Nullable [] bytes) {
    if (bytes == null) {
      node.putNull(name);
      return;
    }
    try {
      node.put(name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      node.put(name, bytes);
    }
  }
}

package dev.millrace.schemas;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * The {@code schemas} topic: fingerprint → schema, so that any consumer can read the records
 * without Millrace's classes. The key is the fingerprint as 16 hexadecimal digits, the value the
 * schema as JSON. The topic is compacted and equal keys have equal values, so writing it again at
 * every start is harmless.
 */
public final class SchemaLog {

  private SchemaLog() {}

  /**
   * Writes all current schemas and waits until they are stored.
   *
   * @param producer stays open; must not be inside a transaction
   * @throws KafkaException if the broker does not take them
   */
  public static void publish(Producer<byte[], byte[]> producer, Topics topics) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Schema schema : AvroCodec.currentSchemas()) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topics.schemas(), key(schema).getBytes(StandardCharsets.UTF_8), json(schema))));
    }
    producer.flush();
    for (Future<RecordMetadata> one : sent) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new KafkaException("cannot write schemas to " + topics.schemas(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted while writing schemas", e);
      }
    }
  }

  /**
   * Reads records of the topic, oldest first.
   *
   * @return schemas by fingerprint
   * @throws IllegalArgumentException if a record is no schema, or its key is not its fingerprint
   */
  public static Map<Long, Schema> read(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    Map<Long, Schema> schemas = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Schema schema = schema(record);
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (!key.equals(key(schema))) {
        throw new IllegalArgumentException(
            place(record) + ": key " + key + " should be the fingerprint " + key(schema));
      }
      schemas.put(AvroCodec.fingerprint(schema), schema);
    }
    return schemas;
  }

  private static Schema schema(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null) {
      throw new IllegalArgumentException(place(record) + ": a schema needs a key and a value");
    }
    try {
      return new Schema.Parser().parse(new String(record.value(), StandardCharsets.UTF_8));
    } catch (SchemaParseException e) {
      throw new IllegalArgumentException(place(record) + ": no Avro schema: " + e.getMessage(), e);
    }
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  private static String key(Schema schema) {
    return String.format("%016x", AvroCodec.fingerprint(schema));
  }

  private static byte[] json(Schema schema) {
    return schema.toString(true).getBytes(StandardCharsets.UTF_8);
  }
}

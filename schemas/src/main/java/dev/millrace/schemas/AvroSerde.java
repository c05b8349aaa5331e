package dev.millrace.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka serde over {@link AvroCodec}. Deserializing a value that cannot be read throws {@link
 * SerializationException} with the reason; a tombstone stays null.
 *
 * @param <T> the record type, or {@link SpecificRecord} for topics with several
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

  private final AvroCodec codec = new AvroCodec();
  private final Class<T> type;

  public AvroSerde(Class<T> type) {
    this.type = type;
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, record) -> record == null ? null : codec.encode(record);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, value) -> value == null ? null : read(topic, value);
  }

  private T read(@Nullable String topic, byte[] value) {
    try {
      return codec.decode(value, type);
    } catch (UnreadableRecord e) {
      throw new SerializationException("topic " + topic + ": " + e.getMessage(), e);
    }
  }
}

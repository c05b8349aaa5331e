package dev.millrace.ingest.gateway;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.ingest.source.CsvRow;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.MqttSpec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * MQTT messages as records of {@code raw.<feed>}.
 *
 * <p>The source is the level that the feed's pattern names, else the whole topic; as it is the key,
 * the order of each source holds. User properties {@code event-id}, {@code event-time}, {@code
 * columns} and {@code attribute.*} become the headers of that name, the message's content type goes
 * before the feed's, and the topic becomes attribute {@code topic}.
 *
 * <p>No id is made here. A packet identifier is used again after its acknowledgement, and equal
 * payloads may be two events, so only the sender can name an event.
 */
final class MqttRecords {

  private static final String TOPIC = RawHeaders.ATTRIBUTE_PREFIX + "topic";
  private static final Set<String> PASSED =
      Set.of(RawHeaders.EVENT_ID, RawHeaders.EVENT_TIME, RawHeaders.COLUMNS);

  private final String rawTopic;
  private final MqttSpec.Content content;
  private final @Nullable TopicPattern pattern;

  MqttRecords(String rawTopic, MqttSpec spec) {
    this.rawTopic = rawTopic;
    this.content = spec.content();
    this.pattern = spec.source() == null ? null : new TopicPattern(spec.source());
  }

  ProducerRecord<byte[], byte[]> record(Mqtt5Publish message) {
    String topic = message.getTopic().toString();
    Optional<String> source = pattern == null ? Optional.empty() : pattern.source(topic);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(rawTopic, bytes(source.orElse(topic)), message.getPayloadAsBytes());
    Headers headers = record.headers();
    String type = message.getContentType().map(Object::toString).orElse(content.type());
    headers.add(RawHeaders.CONTENT_TYPE, bytes(type));
    // The broker checks who may publish where, so a source in the topic goes before a claimed one.
    source.ifPresent(name -> headers.add(RawHeaders.SOURCE_ID, bytes(name)));
    if (!content.fields().isEmpty()) {
      headers.add(RawHeaders.COLUMNS, CsvRow.encodeNames(content.fields()));
    }
    for (Mqtt5UserProperty property : message.getUserProperties().asList()) {
      String name = property.getName().toString();
      if (PASSED.contains(name) || name.startsWith(RawHeaders.ATTRIBUTE_PREFIX)) {
        headers.add(name, bytes(property.getValue().toString()));
      }
    }
    headers.add(TOPIC, bytes(topic));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

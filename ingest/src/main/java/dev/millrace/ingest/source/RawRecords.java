package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Items as records of {@code raw.<feed>} and {@code raw.labels}. */
final class RawRecords {

  private final Topics topics;
  private final String topic;

  RawRecords(Topics topics, String feed) {
    this.topics = topics;
    this.topic = topics.raw(feed);
  }

  ProducerRecord<byte[], byte[]> event(SourceItem.Event event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(event.sourceId()), event.payload());
    Headers headers = record.headers();
    put(headers, RawHeaders.CONTENT_TYPE, event.contentType());
    put(headers, RawHeaders.SOURCE_ID, event.sourceId());
    put(headers, RawHeaders.EVENT_TIME, Long.toString(event.eventTime()));
    put(headers, RawHeaders.EVENT_ID, event.eventId());
    put(headers, RawHeaders.SEQUENCE, Long.toString(event.sequence()));
    if (!event.columns().isEmpty()) {
      headers.add(RawHeaders.COLUMNS, CsvRow.encodeNames(event.columns()));
    }
    event
        .attributes()
        .forEach((name, value) -> put(headers, RawHeaders.ATTRIBUTE_PREFIX + name, value));
    return record;
  }

  ProducerRecord<byte[], byte[]> malformed(SourceItem.Malformed malformed) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(malformed.sourceId()), malformed.raw());
    put(record.headers(), RawHeaders.CONTENT_TYPE, RawHeaders.UNREADABLE);
    put(record.headers(), RawHeaders.SOURCE_ID, malformed.sourceId());
    put(record.headers(), RawHeaders.SEQUENCE, Long.toString(malformed.sequence()));
    put(record.headers(), RawHeaders.SOURCE_ERROR, malformed.problem());
    return record;
  }

  ProducerRecord<byte[], byte[]> again(SourceItem.Raw raw) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, raw.key(), raw.value());
    raw.headers().forEach((name, value) -> put(record.headers(), name, value));
    return record;
  }

  ProducerRecord<byte[], byte[]> label(SourceItem.Label label, Task task) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.rawLabels(), bytes(label.eventId()), LabelJson.encode(label, task));
    put(record.headers(), RawHeaders.CONTENT_TYPE, RawHeaders.JSON);
    // A label that ingest cannot read is still counted for its feed.
    put(record.headers(), RawHeaders.FEED, task.feed().name());
    return record;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

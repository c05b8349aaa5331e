package dev.millrace.ingest.gateway;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.decode.EventTimes;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.source.NamedRows;
import dev.millrace.ingest.source.RowRecords;
import dev.millrace.schemas.EventId;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.KafkaSpec;
import dev.millrace.schemas.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Records of foreign topics as records of {@code raw.<feed>}, and their labels.
 *
 * <p>A record says where it was copied from, so that ingest drops a second copy, and its topic
 * becomes attribute {@code topic}. A feed that names columns gets them, read as rows of JSON lines
 * would be; otherwise the whole record passes. What can't be read passes as it came, with the
 * reason: ingest makes a dead letter of it. For one thread.
 */
final class CopiedRecords implements AutoCloseable {

  private static final String TOPIC = RawHeaders.ATTRIBUTE_PREFIX + "topic";
  private static final Set<String> PASSED =
      Set.of(RawHeaders.EVENT_ID, RawHeaders.EVENT_TIME, RawHeaders.SOURCE_ID);
  private static final long MICROS_A_MILLI = 1000;

  private final Feed feed;
  private final KafkaSpec.Content content;
  private final NamedRows rows;
  private final boolean named;
  private final @Nullable FieldsReader fields;
  private final RawSize size;
  private final String rawTopic;
  private final EventTimes times = new EventTimes(Limits.DEFAULT);

  /**
   * @param readers tasks that read the feed
   * @param fields reads the fields; null where there are none; closed with this
   * @param claims what becomes of large pictures
   */
  CopiedRecords(
      Feed feed,
      KafkaSpec.Content content,
      List<Task> readers,
      Topics topics,
      @Nullable FieldsReader fields,
      Claims claims) {
    this.feed = feed;
    this.content = content;
    this.fields = fields;
    named = !feed.columns().equals(Feed.Columns.NONE);
    rows = new NamedRows(feed, readers, topics);
    rawTopic = topics.raw(feed.name());
    size = new RawSize(rows, claims);
  }

  /**
   * What a record becomes.
   *
   * @param record with a value
   * @throws RegistryUnreachable if its schema can't be had now
   */
  RowRecords read(ConsumerRecord<byte[], byte[]> record) throws RegistryUnreachable {
    NamedRows.Place place;
    try {
      place = place(record);
    } catch (Rejection e) {
      return unreadable(bare(record), record.value(), String.valueOf(e.getMessage()));
    }
    if (content.type() == KafkaSpec.ContentType.RAW) {
      return size.checked(place, record.value(), RowRecords.one(copy(record), null));
    }
    if (fields == null) {
      return size.checked(
          place, record.value(), RowRecords.one(plain(record, place), place.eventTime()));
    }
    try {
      Fields read = fields.read(record.value());
      RowRecords made =
          named
              ? rows.read(place, record.value(), read.values())
              : RowRecords.one(whole(record, read), null);
      return size.checked(place, record.value(), made);
    } catch (UnreadableValue e) {
      return unreadable(place, record.value(), e.problem());
    }
  }

  private RowRecords unreadable(NamedRows.Place place, byte[] value, String problem) {
    return size.checked(
        place, value, rows.unreadable(place, value, place.where() + ": " + problem));
  }

  private NamedRows.Place place(ConsumerRecord<byte[], byte[]> record) throws Rejection {
    String stated = text(record.headers(), RawHeaders.EVENT_TIME);
    long time =
        stated == null
            ? times.checked(micros(record), "record timestamp")
            : times.read(stated, RawHeaders.EVENT_TIME);
    NamedRows.Place bare = bare(record);
    return new NamedRows.Place(
        bare.where(), bare.eventId(), bare.sourceId(), time, bare.sequence(), bare.attributes());
  }

  private NamedRows.Place bare(ConsumerRecord<byte[], byte[]> record) {
    String source = source(record);
    return new NamedRows.Place(
        where(record),
        text(record.headers(), RawHeaders.EVENT_ID),
        source == null ? feed.name() : source,
        micros(record),
        record.offset(),
        Map.of("topic", record.topic()));
  }

  private static String where(ConsumerRecord<byte[], byte[]> record) {
    return EventId.of(record.topic(), record.partition(), record.offset());
  }

  private static long micros(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() * MICROS_A_MILLI;
  }

  /** The header, else a key that is a text: others are numbers or records of their own. */
  private static @Nullable String source(ConsumerRecord<byte[], byte[]> record) {
    String header = text(record.headers(), RawHeaders.SOURCE_ID);
    return header == null ? KeyText.of(record.key()) : header;
  }

  /** As it is, headers and all. */
  private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(rawTopic, record.key(), record.value());
    record.headers().forEach(header -> copy.headers().add(header));
    copied(copy.headers(), record);
    return copy;
  }

  private ProducerRecord<byte[], byte[]> plain(
      ConsumerRecord<byte[], byte[]> record, NamedRows.Place place) {
    boolean picture = content.type() == KafkaSpec.ContentType.IMAGE;
    ProducerRecord<byte[], byte[]> made = keyed(record, record.value());
    put(made.headers(), RawHeaders.CONTENT_TYPE, picture ? RawHeaders.JPEG : RawHeaders.TEXT);
    put(made.headers(), RawHeaders.SOURCE_ID, place.sourceId());
    return made;
  }

  private ProducerRecord<byte[], byte[]> whole(ConsumerRecord<byte[], byte[]> record, Fields read) {
    ProducerRecord<byte[], byte[]> made = keyed(record, read.payload().get());
    put(made.headers(), RawHeaders.CONTENT_TYPE, read.contentType());
    if (!read.columns().isEmpty()) {
      made.headers().add(RawHeaders.COLUMNS, read.columnNames());
    }
    return made;
  }

  private ProducerRecord<byte[], byte[]> keyed(
      ConsumerRecord<byte[], byte[]> record, byte[] payload) {
    String source = source(record);
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(rawTopic, source == null ? null : bytes(source), payload);
    for (Header header : record.headers()) {
      if (PASSED.contains(header.key()) || header.key().startsWith(RawHeaders.ATTRIBUTE_PREFIX)) {
        made.headers().add(header);
      }
    }
    copied(made.headers(), record);
    return made;
  }

  private static void copied(Headers headers, ConsumerRecord<byte[], byte[]> record) {
    put(headers, RawHeaders.COPIED_FROM, where(record));
    if (record.timestamp() >= 0) {
      put(headers, RawHeaders.COPIED_TIME, Long.toString(micros(record)));
    }
    put(headers, TOPIC, record.topic());
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    String text = new String(header.value(), StandardCharsets.UTF_8);
    return text.isBlank() ? null : text;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (fields != null) {
      fields.close();
    }
  }
}

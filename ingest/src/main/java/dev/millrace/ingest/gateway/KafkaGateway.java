package dev.millrace.ingest.gateway;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.KafkaSpec;
import dev.millrace.schemas.task.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies records of topics that others fill to a raw topic, each at least once: how far it has read
 * is committed when Kafka has acknowledged the copies, and not before. What was under way when
 * either side broke off is copied again; ingest drops the repeat by the place that it was copied
 * from.
 */
final class KafkaGateway implements Gateway {

  private final Feed feed;
  private final KafkaSpec spec;
  private final List<Task> readers;
  private final @Nullable Map<String, Object> cluster;
  private final @Nullable FieldsReader fields;
  private final Claims claims;

  private KafkaGateway(
      Feed feed,
      KafkaSpec spec,
      List<Task> readers,
      @Nullable Map<String, Object> cluster,
      @Nullable FieldsReader fields,
      Claims claims) {
    this.feed = feed;
    this.spec = spec;
    this.readers = readers;
    this.cluster = cluster;
    this.fields = fields;
    this.claims = claims;
  }

  /**
   * A gateway.
   *
   * @throws UnusableSource if another cluster can't be reached or lacks a topic, or schemas are not
   *     where they should be
   */
  static KafkaGateway open(Feed feed, KafkaSpec spec, List<Task> readers, Claims claims) {
    KafkaSpec.Cluster other = spec.cluster();
    Map<String, Object> cluster = other == null ? null : TopicReaderSettings.cluster(other);
    if (cluster != null) {
      new ForeignTopics(feed.name(), spec).require(cluster);
    }
    FieldsReader fields = spec.hasFields() ? FieldsReaders.open(spec.content()) : null;
    return new KafkaGateway(feed, spec, readers, cluster, fields, claims);
  }

  @Override
  public String feed() {
    return feed.name();
  }

  @Override
  public Inflow into(RawOutlet outlet) {
    CopiedRecords records =
        new CopiedRecords(feed, spec.content(), readers, outlet.topics(), fields, claims);
    return new KafkaFlow(feed.name(), spec, outlet, cluster, records);
  }

  @Override
  public void close() {
    if (fields != null) {
      fields.close();
    }
  }
}

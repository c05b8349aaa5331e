package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics that others fill, of whatever name and in whatever cluster, and what is taken from them.
 *
 * @param cluster where they lie; null means the cluster of the pipeline
 * @param topics their names; empty where a pattern names them
 * @param pattern regular expression of their names; null where they are listed
 * @param content what their records hold
 * @param reading how far reading has come, and where it begins
 */
public record KafkaSpec(
    @Nullable Cluster cluster,
    List<String> topics,
    @Nullable String pattern,
    Content content,
    Reading reading)
    implements GatewaySpec {

  public KafkaSpec {
    topics = List.copyOf(topics);
  }

  @Override
  public FeedFormat.Kind kind(Feed.Columns columns) {
    return switch (content.type()) {
      case TEXT -> FeedFormat.Kind.TEXT;
      case IMAGE -> FeedFormat.Kind.IMAGE;
      case RAW -> content.rawKind();
      case JSON, CSV, AVRO, PROTOBUF ->
          columns.text() == null ? FeedFormat.Kind.SENSOR : FeedFormat.Kind.TEXT;
    };
  }

  @Override
  public boolean hasFields() {
    return content.type().hasFields();
  }

  /**
   * Another cluster than the pipeline's.
   *
   * @param bootstrapServers {@code host:port,…}
   * @param settings file of client settings (TLS, SASL); null means none
   */
  public record Cluster(String bootstrapServers, @Nullable String settings)
      implements Serializable {}

  /** What a record's value is. */
  public enum ContentType {
    /** A JSON object, also behind the five bytes of a Schema Registry's serializer. */
    JSON,
    /** A row of comma-separated values. */
    CSV,
    /** Avro's binary encoding. */
    AVRO,
    /** A Protobuf message. */
    PROTOBUF,
    /** A text in UTF-8. */
    TEXT,
    /** A JPEG or PNG file. */
    IMAGE,
    /** As a record of {@code raw.<feed>}: its headers say what it is. */
    RAW;

    /** Whether a record has fields, which columns and a time may name. */
    public boolean hasFields() {
      return this == JSON || this == CSV || needsSchema();
    }

    /** Whether the copier knows the times of events, and so tells how far they have come. */
    public boolean tellsTime() {
      return this != RAW;
    }

    /** Whether a record can't be read without a schema from elsewhere. */
    public boolean needsSchema() {
      return this == AVRO || this == PROTOBUF;
    }
  }

  /**
   * What the records hold.
   *
   * @param type their form
   * @param fields names of a CSV row's values in their order; empty for other types
   * @param rawKind kind of event where the type is raw; for others it says nothing
   * @param schemas where schemas come from; null where the type needs none
   */
  public record Content(
      ContentType type,
      List<String> fields,
      FeedFormat.Kind rawKind,
      @Nullable SchemaSource schemas)
      implements Serializable {

    public Content {
      fields = List.copyOf(fields);
    }
  }

  /** Where the schemas of records come from. */
  public sealed interface SchemaSource extends Serializable {}

  /**
   * A Schema Registry; a record names its schema by number.
   *
   * @param url address of its HTTP interface
   * @param settings file with {@code user} and {@code password}; null means none
   */
  public record Registry(String url, @Nullable String settings) implements SchemaSource {}

  /**
   * A folder with {@code NUMBER.avsc} or {@code NUMBER.desc} for each number that records name.
   *
   * @param path the folder
   */
  public record SchemaFolder(String path) implements SchemaSource {}

  /**
   * One schema for all records, which name none.
   *
   * @param path an Avro schema in JSON, or a Protobuf descriptor set
   * @param message full name of the Protobuf message; null for Avro
   */
  public record SchemaFile(String path, @Nullable String message) implements SchemaSource {}

  /** Where reading begins when the group has read nothing yet. */
  public enum Start {
    EARLIEST,
    LATEST
  }

  /**
   * How far reading has come, and where it begins.
   *
   * @param group consumer group; two feeds must not share one
   * @param start where a new group begins
   * @param lateness how much earlier than the newest event of a partition another may still be
   */
  public record Reading(String group, Start start, Duration lateness) implements Serializable {

    /** Clocks of devices differ by seconds, and radio links come back within some. */
    public static final Duration DEFAULT_LATENESS = Duration.ofSeconds(10);
  }
}

package dev.millrace.schemas;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names and settings of all topics under one prefix.
 *
 * @param prefix what every name starts with, for example {@code millrace.}
 * @param partitions partitions of the topics that scale
 */
public record Topics(String prefix, int partitions) implements Serializable {

  /** Stands before the constants that are checked by it: they are made in this order. */
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

  /** Prefix and partitions of a new installation. */
  public static final Topics DEFAULT = new Topics("millrace.", 4);

  /** Feed of the labels: {@code raw.labels} is the way in for ground truth. */
  public static final String LABEL_FEED = "labels";

  private static final int MEBIBYTE = 1 << 20;

  /** Largest raw record, event or model version, in bytes. */
  public static final int MAX_RECORD_BYTES = 16 * MEBIBYTE;

  /** A dead letter holds the record that failed and says why, so it may be a little larger. */
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + MEBIBYTE;

  /** Checks the prefix and the number of partitions. */
  public Topics {
    if (!LEGAL.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "topic prefix '" + prefix + "' must consist of letters, digits, '.', '_' and '-'");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
    }
  }

  /** How Kafka keeps a topic. */
  public enum Cleanup {
    DELETE,
    COMPACT
  }

  /** Whether the number of partitions matters. */
  public enum Layout {
    /** More partitions, more speed; order holds per key. */
    SCALED,
    /** The records are one sequence, so there is one partition. */
    SEQUENCE
  }

  /**
   * One topic as it should exist.
   *
   * @param name full name with prefix
   * @param layout whether the number of partitions matters
   * @param partitions number of partitions
   * @param cleanup delete by age or keep the newest record of each key
   * @param retention how long records are kept where {@code cleanup} is delete
   * @param maxMessageBytes largest record batch
   */
  public record Spec(
      String name,
      Layout layout,
      int partitions,
      Cleanup cleanup,
      Duration retention,
      int maxMessageBytes) {

    /**
     * Topic settings for Kafka's admin client. Every topic is {@code LogAppendTime}: event time
     * lives in the record alone, so that retention never deletes a recording because it is old.
     */
    public Map<String, String> config() {
      String time = "LogAppendTime";
      String bytes = Integer.toString(maxMessageBytes);
      return cleanup == Cleanup.COMPACT
          ? Map.of(
              "cleanup.policy", "compact",
              "message.timestamp.type", time,
              "max.message.bytes", bytes)
          : Map.of(
              "cleanup.policy",
              "delete",
              "retention.ms",
              Long.toString(retention.toMillis()),
              "message.timestamp.type",
              time,
              "max.message.bytes",
              bytes);
    }
  }

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final int KAFKA_DEFAULT_BYTES = MEBIBYTE + 12;

  public String raw(String feed) {
    return prefix + "raw." + feed;
  }

  public String rawLabels() {
    return raw(LABEL_FEED);
  }

  public String sensorEvents() {
    return prefix + "events.sensor";
  }

  public String imageEvents() {
    return prefix + "events.image";
  }

  public String textEvents() {
    return prefix + "events.text";
  }

  /** All {@code events.*} topics. */
  public List<String> events() {
    return List.of(sensorEvents(), imageEvents(), textEvents());
  }

  public String predictions() {
    return prefix + "predictions";
  }

  public String features() {
    return prefix + "features";
  }

  public String labels() {
    return prefix + "labels";
  }

  public String trainingExamples() {
    return prefix + "training-examples";
  }

  public String modelVersions() {
    return prefix + "model-versions";
  }

  public String modelAliases() {
    return prefix + "model-aliases";
  }

  public String modelMetrics() {
    return prefix + "model-metrics";
  }

  public String trainingControls() {
    return prefix + "training-controls";
  }

  public String audit() {
    return prefix + "audit";
  }

  public String deadLetters() {
    return prefix + "dead-letters";
  }

  public String schemas() {
    return prefix + "schemas";
  }

  /** The raw topic of a feed. */
  public Spec rawSpec(String feed) {
    return scaled(raw(feed), MAX_RECORD_BYTES);
  }

  /** Every topic except the raw ones, which depend on the feeds. */
  public List<Spec> specs() {
    return List.of(
        scaled(sensorEvents(), KAFKA_DEFAULT_BYTES),
        scaled(imageEvents(), MAX_RECORD_BYTES),
        scaled(textEvents(), KAFKA_DEFAULT_BYTES),
        scaled(predictions(), KAFKA_DEFAULT_BYTES),
        scaled(features(), MAX_RECORD_BYTES),
        scaled(labels(), KAFKA_DEFAULT_BYTES),
        // One partition: the order of the examples is what makes a version reproducible.
        sequence(trainingExamples(), Cleanup.DELETE, YEAR, MAX_RECORD_BYTES),
        sequence(modelVersions(), Cleanup.COMPACT, YEAR, MAX_RECORD_BYTES),
        sequence(modelAliases(), Cleanup.COMPACT, YEAR, KAFKA_DEFAULT_BYTES),
        sequence(modelMetrics(), Cleanup.DELETE, WEEK, KAFKA_DEFAULT_BYTES),
        sequence(trainingControls(), Cleanup.COMPACT, YEAR, KAFKA_DEFAULT_BYTES),
        sequence(audit(), Cleanup.DELETE, YEAR, KAFKA_DEFAULT_BYTES),
        scaled(deadLetters(), MAX_DEAD_LETTER_BYTES),
        sequence(schemas(), Cleanup.COMPACT, YEAR, KAFKA_DEFAULT_BYTES));
  }

  private Spec scaled(String name, int maxMessageBytes) {
    return new Spec(name, Layout.SCALED, partitions, Cleanup.DELETE, WEEK, maxMessageBytes);
  }

  private static Spec sequence(String name, Cleanup cleanup, Duration keep, int maxMessageBytes) {
    return new Spec(name, Layout.SEQUENCE, 1, cleanup, keep, maxMessageBytes);
  }

  /** Key of a model version on its compacted topic. */
  public static String versionKey(String task, long version) {
    return task + "@" + version;
  }
}

package dev.millrace.schemas.task;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code feed}. */
final class FeedReader {

  private static final Map<String, FeedFormat> FORMATS =
      Map.ofEntries(
          Map.entry("csv", FeedFormat.CSV),
          Map.entry("tsv", FeedFormat.TSV),
          Map.entry("jsonl", FeedFormat.JSONL),
          Map.entry("lines", FeedFormat.LINES),
          Map.entry("images", FeedFormat.IMAGES),
          Map.entry("recording", FeedFormat.RECORDING),
          Map.entry("host-telemetry", FeedFormat.HOST_TELEMETRY),
          Map.entry("process-log", FeedFormat.PROCESS_LOG),
          Map.entry("drawn-signs", FeedFormat.DRAWN_SIGNS),
          Map.entry("topic-text", FeedFormat.TOPIC_TEXT),
          Map.entry("topic-sensor", FeedFormat.TOPIC_SENSOR),
          Map.entry("topic-image", FeedFormat.TOPIC_IMAGE),
          Map.entry("mqtt", FeedFormat.MQTT),
          Map.entry("kafka", FeedFormat.KAFKA));

  private static final long LARGEST_SEED = 999_999_999_999_999_999L;

  private FeedReader() {}

  /**
   * Reads the keys.
   *
   * @param folder where relative paths start
   */
  static Feed read(YamlMap map, Path folder) {
    String name = TaskReader.name(map.require("name"));
    if (name.equals(Topics.LABEL_FEED)) {
      map.problem("name", "'" + name + "' is the way in for labels; choose another name");
    }
    FeedFormat format = map.require("format").choice(FORMATS, FeedFormat.TOPIC_TEXT);
    LabelSpec labels = map.find("label").map(LabelReader::read).orElse(null);
    Feed.Columns columns =
        map.map("columns", keys -> ColumnsReader.read(keys, labels), Feed.Columns.NONE);
    GatewaySpec gateway = gateway(map, format, name, folder);
    Feed feed =
        new Feed(
            name,
            map.texts("files"),
            format,
            ColumnsReader.table(map, format),
            columns,
            map.map("time", TimeReader::read, TimeSpec.COUNTED),
            labels,
            map.find("labelDelay").map(LabelReader::delay).orElse(LabelDelay.NONE),
            map.find("shuffleSeed").map(FeedReader::seed).orElse(null),
            map.texts("topics"),
            gateway);
    if (map.isSound("format")) {
      refuseWhatDoesNotApply(map, feed);
    }
    return feed;
  }

  /** A seed: whatever eighteen digits hold. */
  static long seed(YamlValue value) {
    return value.integer(-LARGEST_SEED, LARGEST_SEED);
  }

  private static @Nullable GatewaySpec gateway(
      YamlMap map, FeedFormat format, String feed, Path folder) {
    refuseOther(map, "mqtt", format == FeedFormat.MQTT);
    refuseOther(map, "kafka", format == FeedFormat.KAFKA);
    if (format == FeedFormat.MQTT) {
      return map.require("mqtt").map(keys -> MqttReader.read(keys, feed, folder));
    }
    return format == FeedFormat.KAFKA
        ? map.require("kafka").map(keys -> KafkaReader.read(keys, feed, folder))
        : null;
  }

  private static void refuseOther(YamlMap map, String key, boolean applies) {
    if (!applies) {
      map.find(key)
          .ifPresent(value -> value.problem("is only for the format " + key + "; drop it"));
    }
  }

  private static void refuseWhatDoesNotApply(YamlMap map, Feed feed) {
    FeedFormat format = feed.format();
    boolean rows = format == FeedFormat.CSV || format == FeedFormat.TSV;
    boolean topics = format == FeedFormat.RECORDING;
    boolean mustName = rows || format == FeedFormat.JSONL;
    boolean columns = mustName || topics;
    boolean recorded = !format.live() && !format.external() && !topics;
    for (String key : List.of("header", "quote", "separator", "extraLeadingColumns")) {
      refuse(map, key, rows, "csv and tsv");
    }
    boolean fields = feed.gateway() != null && feed.gateway().hasFields();
    refuse(map, "topics", topics, "the format recording");
    refuse(map, "columns", columns || fields, "csv, tsv, jsonl, recording, mqtt and kafka");
    refuse(map, "files", recorded, "recorded files");
    refuse(map, "shuffleSeed", recorded, "recorded files");
    refuse(map, "time", recorded || fields, "recorded files; other feeds have times of their own");
    if (fields && map.has("time") && feed.time().column() == null) {
      map.problem("time", "needs column: messages are not counted");
    }
    if (topics && !map.has("topics")) {
      map.problem("topics", "is missing; name the recorded topics, `replay --info` lists them");
    }
    if (mustName && !map.has("columns")) {
      map.problem("columns", "is missing; name the text column or the channels");
    }
  }

  private static void refuse(YamlMap map, String key, boolean applies, String where) {
    if (!applies && map.has(key)) {
      map.problem(key, "is only for " + where + "; drop it");
    }
  }
}

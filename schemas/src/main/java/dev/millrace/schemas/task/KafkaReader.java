package dev.millrace.schemas.task;

import dev.millrace.schemas.task.KafkaSpec.ContentType;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code feed.kafka}. */
final class KafkaReader {

  /** Kafka's own rule for names of topics. */
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*");

  private static final Map<String, ContentType> CONTENT = new LinkedHashMap<>();

  static {
    CONTENT.put("json", ContentType.JSON);
    CONTENT.put("csv", ContentType.CSV);
    CONTENT.put("avro", ContentType.AVRO);
    CONTENT.put("protobuf", ContentType.PROTOBUF);
    CONTENT.put("text", ContentType.TEXT);
    CONTENT.put("image", ContentType.IMAGE);
    CONTENT.put("raw", ContentType.RAW);
  }

  private static final Map<String, FeedFormat.Kind> KINDS =
      Map.of(
          "text", FeedFormat.Kind.TEXT,
          "sensor", FeedFormat.Kind.SENSOR,
          "image", FeedFormat.Kind.IMAGE);

  private static final Map<String, KafkaSpec.Start> STARTS =
      Map.of("earliest", KafkaSpec.Start.EARLIEST, "latest", KafkaSpec.Start.LATEST);

  private KafkaReader() {}

  /**
   * Reads the keys.
   *
   * @param feed name of the feed, part of the default group
   * @param folder where relative paths start
   */
  static KafkaSpec read(YamlMap map, String feed, Path folder) {
    return new KafkaSpec(
        cluster(map, folder),
        map.find("topics").map(KafkaReader::topics).orElse(List.of()),
        pattern(map),
        content(map, folder),
        new KafkaSpec.Reading(
            map.text("group", "millrace-" + feed),
            map.choice("start", STARTS, KafkaSpec.Start.EARLIEST),
            map.duration("lateness", KafkaSpec.Reading.DEFAULT_LATENESS)));
  }

  private static KafkaSpec.@Nullable Cluster cluster(YamlMap map, Path folder) {
    String settings = path(map, "settings", folder);
    if (!map.has("bootstrapServers")) {
      if (settings != null) {
        map.problem("settings", "needs bootstrapServers; the pipeline's own has --kafka-config");
      }
      return null;
    }
    String servers =
        map.require("bootstrapServers")
            .scalar("HOST:PORT,…", "localhost:9092", text -> matching(SERVERS, text));
    return new KafkaSpec.Cluster(servers, settings);
  }

  private static List<String> topics(YamlValue value) {
    List<String> topics =
        value.list().stream()
            .map(
                each ->
                    each.scalar(
                        "a topic's name of letters, digits, '.', '_' and '-'",
                        "topic",
                        text -> matching(TOPIC, text)))
            .toList();
    if (topics.isEmpty() && value.isList()) {
      value.problem("must name at least one topic");
    }
    return topics;
  }

  private static @Nullable String pattern(YamlMap map) {
    if (map.has("topics") == map.has("pattern")) {
      map.problem(
          map.has("pattern") ? "pattern" : "topics",
          map.has("pattern")
              ? "is given beside topics; a feed has one or the other"
              : "is missing; name the topics, or a pattern of their names");
    }
    return map.find("pattern")
        .map(value -> value.scalar("a regular expression of Java", "", KafkaReader::expression))
        .orElse(null);
  }

  private static @Nullable String expression(String text) {
    try {
      return Pattern.compile(text).pattern().isEmpty() ? null : text;
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static KafkaSpec.Content content(YamlMap map, Path folder) {
    ContentType type = map.choice("content", CONTENT, ContentType.JSON);
    boolean sound = !map.has("content") || map.isSound("content");
    boolean csv = type == ContentType.CSV;
    if (csv != map.has("fields") && sound) {
      map.problem(
          "fields",
          csv ? "is missing; name the row's values in their order" : "is only for content: csv");
    }
    boolean raw = type == ContentType.RAW;
    if (raw != map.has("kind") && sound) {
      map.problem(
          "kind",
          raw
              ? "is missing; say text, sensor or image"
              : "is only for content: raw; others tell it by themselves");
    }
    return new KafkaSpec.Content(
        type,
        map.texts("fields"),
        map.choice("kind", KINDS, FeedFormat.Kind.SENSOR),
        schemas(map, type, folder));
  }

  private static KafkaSpec.@Nullable SchemaSource schemas(
      YamlMap map, ContentType type, Path folder) {
    if (type.needsSchema() != map.has("schemas")) {
      map.problem(
          "schemas",
          type.needsSchema()
              ? "is missing; write {registry: URL}, {folder: DIR} or {file: FILE}"
              : "is only for content: avro and protobuf");
    }
    return map.find("schemas")
        .map(value -> value.map(keys -> source(keys, type, folder)))
        .orElse(null);
  }

  private static KafkaSpec.SchemaSource source(YamlMap map, ContentType type, Path folder) {
    String settings = path(map, "settings", folder);
    String message = map.textOrNull("message");
    List<String> given = List.of("registry", "folder", "file").stream().filter(map::has).toList();
    if (given.size() != 1) {
      map.problem(
          given.isEmpty() ? "registry" : given.get(1),
          given.isEmpty()
              ? "is missing; schemas come from registry, folder or file"
              : "is given beside " + given.get(0) + "; schemas come from one place");
    }
    if (settings != null && !map.has("registry")) {
      map.problem("settings", "is only for a registry");
    }
    boolean named = type == ContentType.PROTOBUF && map.has("file");
    if (named != map.has("message")) {
      map.problem(
          "message",
          named
              ? "is missing; name the message type in the descriptor set, with its package"
              : "is only for Protobuf with a file; others name it in the record");
    }
    if (map.has("registry")) {
      String url =
          map.require("registry")
              .scalar(REGISTRY_FORM, "http://localhost:8081", KafkaReader::registry);
      return new KafkaSpec.Registry(url, settings);
    }
    return map.has("file")
        ? new KafkaSpec.SchemaFile(resolved(map.text("file"), folder), message)
        : new KafkaSpec.SchemaFolder(resolved(map.text("folder", "."), folder));
  }

  private static final String REGISTRY_FORM =
      "http://HOST:PORT or https://HOST:PORT without a user; a password belongs in the file that"
          + " 'settings' names";

  private static @Nullable String registry(String text) {
    try {
      URI url = URI.create(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare = url.getUserInfo() == null && url.getQuery() == null;
      return http && bare && url.getHost() != null ? text : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String matching(Pattern pattern, String text) {
    return pattern.matcher(text).matches() ? text : null;
  }

  private static @Nullable String path(YamlMap map, String key, Path folder) {
    String text = map.textOrNull(key);
    return text == null ? null : resolved(text, folder);
  }

  private static String resolved(String text, Path folder) {
    return folder.resolve(text).normalize().toString();
  }
}

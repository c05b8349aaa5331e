package dev.millrace.schemas.task;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code feed.mqtt}. */
final class MqttReader {

  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  /** The largest that the protocol has a field for. */
  private static final int MOST_UNDER_WAY = 65_535;

  private static final Map<String, Integer> PORTS =
      Map.of("tcp", PLAIN_PORT, "mqtt", PLAIN_PORT, "ssl", TLS_PORT, "mqtts", TLS_PORT);

  private static final Map<String, String> TYPES =
      Map.of(
          RawHeaders.JSON, RawHeaders.JSON,
          RawHeaders.CSV, RawHeaders.CSV,
          RawHeaders.TEXT, RawHeaders.TEXT,
          RawHeaders.JPEG, RawHeaders.JPEG,
          RawHeaders.PNG, RawHeaders.PNG);

  private static final URI NOWHERE = URI.create("tcp://localhost:1883");

  private MqttReader() {}

  /**
   * Reads the keys.
   *
   * @param feed name of the feed, part of the default client id
   * @param folder where relative paths start
   */
  static MqttSpec read(YamlMap map, String feed, Path folder) {
    URI url = map.require("url").scalar(URL_FORM, NOWHERE, MqttReader::url);
    boolean secured = PORTS.get(url.getScheme()) == TLS_PORT;
    MqttSpec.Tls tls = map.find("tls").map(v -> v.map(keys -> tls(keys, folder))).orElse(null);
    if (tls != null && !secured && map.isSound("url")) {
      map.problem("tls", "needs a url that starts with ssl://");
    }
    MqttSpec.Tls secure = tls == null ? new MqttSpec.Tls(null, null, null) : tls;
    return new MqttSpec(
        url.getHost(),
        url.getPort() < 0 ? PORTS.get(url.getScheme()) : url.getPort(),
        secured ? secure : null,
        path(map, "credentials", folder),
        topics(map),
        map.find("source").map(MqttReader::source).orElse(null),
        content(map),
        session(map, feed));
  }

  private static final String URL_FORM =
      "tcp://HOST:PORT or ssl://HOST:PORT without user and path; a password belongs in the file"
          + " that 'credentials' names";

  private static @Nullable URI url(String text) {
    try {
      URI url = URI.create(text);
      boolean bare =
          url.getUserInfo() == null
              && (url.getPath() == null || url.getPath().length() <= 1)
              && url.getQuery() == null;
      boolean known = url.getScheme() != null && PORTS.containsKey(url.getScheme());
      return bare && known && url.getHost() != null ? url : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static MqttSpec.Tls tls(YamlMap map, Path folder) {
    if (map.has("certificate") != map.has("key")) {
      map.problem(
          map.has("key") ? "certificate" : "key", "is missing; a client has both or neither");
    }
    return new MqttSpec.Tls(
        path(map, "ca", folder), path(map, "certificate", folder), path(map, "key", folder));
  }

  private static @Nullable String path(YamlMap map, String key, Path folder) {
    String text = map.textOrNull(key);
    return text == null ? null : folder.resolve(text).normalize().toString();
  }

  private static List<String> topics(YamlMap map) {
    List<String> topics =
        map.require("topics").list().stream()
            .map(value -> value.scalar(TOPIC_FORM, "#", text -> isFilter(text) ? text : null))
            .toList();
    if (topics.isEmpty() && map.isSound("topics")) {
      map.problem("topics", "must name at least one topic");
    }
    return topics;
  }

  private static final String TOPIC_FORM =
      "a topic filter: levels with '/' between, '+' for any one level, '#' alone at the end, or"
          + " $share/GROUP/FILTER";

  /** MQTT 5, 4.7 and 4.8.2. */
  private static boolean isFilter(String text) {
    String filter = text;
    if (text.startsWith("$share/")) {
      int group = text.indexOf('/', "$share/".length());
      if (group <= "$share/".length() || hasWildcard(text.substring(0, group))) {
        return false;
      }
      filter = text.substring(group + 1);
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean any = levels[i].equals("+") || (levels[i].equals("#") && i == levels.length - 1);
      if (!any && hasWildcard(levels[i])) {
        return false;
      }
    }
    return !filter.isEmpty();
  }

  private static boolean hasWildcard(String text) {
    return text.contains("+") || text.contains("#");
  }

  private static String source(YamlValue value) {
    return value.scalar(
        "a topic filter with {source} in place of one level, for example fleet/{source}/imu",
        "{source}",
        text -> {
          long named = List.of(text.split("/", -1)).stream().filter("{source}"::equals).count();
          return named == 1 && isFilter(text) && !text.startsWith("$share/") ? text : null;
        });
  }

  private static MqttSpec.Content content(YamlMap map) {
    String type = map.choice("contentType", TYPES, RawHeaders.JSON);
    boolean csv = type.equals(RawHeaders.CSV);
    if (csv != map.has("fields") && (!map.has("contentType") || map.isSound("contentType"))) {
      map.problem(
          "fields",
          csv ? "is missing; name the row's values in their order" : "is only for text/csv");
    }
    return new MqttSpec.Content(type, map.texts("fields"));
  }

  private static MqttSpec.Session session(YamlMap map, String feed) {
    return new MqttSpec.Session(
        map.text("clientId", "millrace-" + feed),
        map.duration("sessionExpiry", MqttSpec.Session.DEFAULT_EXPIRY),
        map.integer("receiveMaximum", 1, MOST_UNDER_WAY, MqttSpec.Session.DEFAULT_RECEIVE_MAXIMUM));
  }
}

package dev.millrace.schemas.yaml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A map of a YAML file. Asking for a key makes it known; what nobody asked for is an error, so a
 * reader asks for all keys it understands, whatever else is wrong.
 *
 * <p>Not thread-safe.
 */
public final class YamlMap {

  private record Entry(int line, YamlValue value) {}

  private final String path;
  private final int line;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private YamlMap(String path, int line, Problems problems) {
    this.path = path;
    this.line = line;
    this.problems = problems;
  }

  /** Stands for a map whose absence was reported already. */
  static YamlMap absent() {
    return new YamlMap("", 0, Problems.SILENT);
  }

  static YamlMap of(MappingNode node, String path, Problems problems) {
    YamlMap map = new YamlMap(path, YamlDocument.line(node.getStartMark()), problems);
    for (NodeTuple tuple : node.getValue()) {
      map.put(tuple);
    }
    return map;
  }

  private void put(NodeTuple tuple) {
    int keyLine = YamlDocument.line(tuple.getKeyNode().getStartMark());
    if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
      problems.add(keyLine, path, "a key must be a single word");
      return;
    }
    String key = scalar.getValue();
    String keyPath = pathOf(key);
    Entry entry = new Entry(keyLine, new YamlValue(tuple.getValueNode(), keyPath, problems));
    Entry first = entries.putIfAbsent(key, entry);
    if (first != null) {
      problems.add(keyLine, keyPath, "is given twice, first in line " + first.line());
    }
  }

  private String pathOf(String key) {
    String name = key.matches("[\\w-]+") ? key : "'" + YamlValue.shown(key) + "'";
    return path.isEmpty() ? name : path + "." + name;
  }

  void reportUnknownKeys() {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            problems.add(entry.line(), pathOf(key), "unknown key; " + Nearest.hint(key, unused()));
          }
        });
  }

  /** Known keys that are not in the file: the ones that an unknown key can stand for. */
  private Set<String> unused() {
    Set<String> unused = new LinkedHashSet<>(known);
    unused.removeAll(entries.keySet());
    return unused.isEmpty() ? known : unused;
  }

  /** All keys, for maps whose keys are the user's own; makes them all known. */
  public Set<String> keys() {
    known.addAll(entries.keySet());
    return Set.copyOf(entries.keySet());
  }

  /** Whether there are keys that nobody has asked for so far. */
  public boolean hasUnknownKeys() {
    return !known.containsAll(entries.keySet());
  }

  /**
   * Reports a problem at a key, or at the map where the key is absent.
   *
   * @param key the key; {@code a.b} is the key b in the map below a, once that has been read
   */
  public void problem(String key, String message) {
    int dot = key.indexOf('.');
    Entry entry = entries.get(dot < 0 ? key : key.substring(0, dot));
    YamlMap below = dot < 0 || entry == null ? null : entry.value().opened();
    if (below != null) {
      below.problem(key.substring(dot + 1), message);
    } else {
      String prefix = path.isEmpty() ? "" : path + ".";
      problems.add(entry == null ? line : entry.line(), prefix + key, message);
    }
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** Whether the key is there and nothing is wrong with its own value. */
  public boolean isSound(String key) {
    return has(key) && problems.noneAt(pathOf(key));
  }

  /** The value of a key that may be left out. */
  public Optional<YamlValue> find(String key) {
    return has(key) ? Optional.of(entries.get(key).value()) : Optional.empty();
  }

  /** The value of a key that must be there. */
  public YamlValue require(String key) {
    if (!has(key)) {
      problem(key, "is missing");
      return YamlValue.ABSENT;
    }
    return entries.get(key).value();
  }

  /** A text that must be there and not be empty. */
  public String text(String key) {
    return require(key).scalar("a text", "", text -> text);
  }

  /** A text that may be left out. */
  public String text(String key, String fallback) {
    return find(key).map(YamlValue::text).orElse(fallback);
  }

  /** A text that may be left out. */
  public @Nullable String textOrNull(String key) {
    return find(key).map(value -> value.scalar("a text", "", text -> text)).orElse(null);
  }

  /** A list of texts that may be left out. */
  public List<String> texts(String key) {
    return find(key).map(YamlValue::texts).orElse(List.of());
  }

  /** A whole number within bounds that may be left out. */
  public int integer(String key, int min, int max, int fallback) {
    return find(key).map(value -> (int) value.integer(min, max)).orElse(fallback);
  }

  /** A number within bounds that may be left out. */
  public double decimal(String key, double min, double max, double fallback) {
    return find(key).map(value -> value.decimal(min, max)).orElse(fallback);
  }

  /** A duration above zero that may be left out. */
  public Duration duration(String key, Duration fallback) {
    return find(key).map(YamlValue::duration).orElse(fallback);
  }

  /** One of the words of a table; may be left out. */
  public <T> T choice(String key, Map<String, T> table, T fallback) {
    return find(key).map(value -> value.choice(table, fallback)).orElse(fallback);
  }

  /** A map below a key that may be left out. */
  public <T> T map(String key, Function<YamlMap, T> reader, T fallback) {
    return find(key).map(value -> value.map(reader)).orElse(fallback);
  }
}

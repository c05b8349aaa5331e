package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.view.LetterGroup;
import dev.millrace.dashboard.view.SourceSums;
import dev.millrace.dashboard.view.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Answers the questions of the API. Thread-safe. */
public final class Views {

  private static final long MOST_POINTS = 300;
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_AUDITS = 200;
  private static final Duration SHORTEST_SPAN = Duration.ofMinutes(1);

  private final StateReader state;
  private final InstantSource clock;
  private final Set<String> known;

  /**
   * @param state the stores, of all instances
   * @param known tasks that are shown before they have said anything
   */
  public Views(StateReader state, InstantSource clock, Set<String> known) {
    this.state = state;
    this.clock = clock;
    this.known = Set.copyOf(known);
  }

  /** A card for each task, by name. */
  public ArrayNode tasks() {
    return new TaskCards(state, clock.millis(), known).json();
  }

  /** Counts, latency and classes of a task over the last so long. */
  public ObjectNode series(String task, Duration span) {
    if (span.compareTo(SHORTEST_SPAN) < 0 || span.compareTo(Stores.COARSE_KEPT) > 0) {
      throw Refused.badRequest(
          "span is " + span.toMinutes() + "m but must be 1m to 6h; for example span=15m");
    }
    boolean fine = span.compareTo(Stores.FINE_KEPT) <= 0;
    long base = fine ? Stores.FINE_MILLIS : Stores.COARSE_MILLIS;
    long step = base * Math.max(1, ceil(span.toMillis(), base * MOST_POINTS));
    long now = clock.millis();
    long from = now - span.toMillis();
    List<Entry> entries =
        state.read(Slice.windows(fine ? Stores.FINE : Stores.COARSE, task, from, now));
    ObjectNode node = Json.object().put("stepMs", step);
    node.set("points", Windows.of(step, entries).points());
    return node;
  }

  private static long ceil(long number, long by) {
    return (number + by - 1) / by;
  }

  /** How a task has learned. */
  public ObjectNode learning(String task) {
    ObjectNode node = Json.object();
    for (String kind : List.of("prequential", "served", "gates", "drifts")) {
      List<Entry> entries = inOrder(Slice.under(Stores.LEARNING, task, kind));
      node.set(kind, thinned(entries));
    }
    long now = clock.millis();
    long step = Stores.COARSE_MILLIS * 3;
    List<Entry> delays =
        state.read(Slice.windows(Stores.DELAYS, task, now - Stores.COARSE_KEPT.toMillis(), now));
    ObjectNode delay = node.putObject("labelDelay").put("stepMs", step);
    delay.set("points", Windows.of(step, delays).delays());
    return node;
  }

  private List<Entry> inOrder(Slice slice) {
    List<Entry> entries = new ArrayList<>(state.read(slice));
    entries.sort(Comparator.comparing(Entry::key));
    return entries;
  }

  /** At most so many, evenly, with both ends. */
  private static ArrayNode thinned(List<Entry> entries) {
    ArrayNode node = Json.array();
    int size = entries.size();
    int shown = Math.min(size, MOST_ENTRIES);
    for (int i = 0; i < shown; i++) {
      int index = shown == 1 ? 0 : (int) ((long) i * (size - 1) / (shown - 1));
      node.add(Json.read(entries.get(index).value()));
    }
    return node;
  }

  /** The versions of a task that are kept, and the aliases it had. */
  public ObjectNode versions(String task) {
    List<Entry> versions = inOrder(Slice.under(Stores.VERSIONS, task));
    List<Entry> aliases = inOrder(Slice.under(Stores.ALIASES, task));
    ObjectNode node = Json.object();
    node.put(
        "champion",
        aliases.isEmpty()
            ? 0
            : Json.read(aliases.get(aliases.size() - 1).value()).path("champion").asLong());
    ArrayNode shown = node.putArray("versions");
    versions.forEach(entry -> shown.add(withoutPlace(Json.read(entry.value()))));
    node.set("aliases", thinned(aliases));
    return node;
  }

  private static JsonNode withoutPlace(JsonNode version) {
    ((ObjectNode) version).remove(List.of("partition", "offset"));
    return version;
  }

  /**
   * Where the record of a version lies.
   *
   * @throws Refused with 404 if it is not kept
   */
  public Place placeOf(String task, long version) {
    for (Entry entry : state.read(Slice.under(Stores.VERSIONS, task))) {
      JsonNode node = Json.read(entry.value());
      if (node.path("version").asLong() == version) {
        return new Place(node.path("partition").asInt(), node.path("offset").asLong());
      }
    }
    throw Refused.notFound(
        "version " + version + " of task '" + task + "' is not kept; see its versions for those");
  }

  /**
   * A place in a topic.
   *
   * @param partition its partition
   * @param offset its offset
   */
  public record Place(int partition, long offset) {}

  /** Every source, the newest heard of first. */
  public ArrayNode sources() {
    return SourceCards.json(state, clock.millis());
  }

  /** What persons did, the newest first. */
  public ArrayNode audit() {
    List<Entry> entries = inOrder(Slice.under(Stores.AUDIT, Stores.AUDIT));
    ArrayNode node = Json.array();
    for (int i = entries.size() - 1; i >= Math.max(0, entries.size() - MOST_AUDITS); i--) {
      node.add(Json.read(entries.get(i).value()));
    }
    return node;
  }

  /** Events of all sources, by feed. */
  public Map<String, Long> feeds() {
    Map<String, Long> feeds = new TreeMap<>();
    for (SourceSums source : SourceCards.sums(state).values()) {
      source.feeds().forEach((feed, count) -> feeds.merge(feed, count, Long::sum));
    }
    return feeds;
  }

  /** Groups of dead letters, the newest first. */
  public ArrayNode letters() {
    Map<String, LetterGroup> groups = groups(state);
    List<String> ids = new ArrayList<>(groups.keySet());
    ids.sort(Comparator.comparingDouble((String id) -> groups.get(id).lastAt()).reversed());
    ArrayNode node = Json.array();
    ids.forEach(id -> node.add(groups.get(id).json(id)));
    return node;
  }

  static Map<String, LetterGroup> groups(StateReader state) {
    Map<String, LetterGroup> groups = new LinkedHashMap<>();
    for (Entry entry : state.read(Slice.all(Stores.LETTERS))) {
      LetterGroup group = LetterGroup.of(entry.value());
      LetterGroup before = groups.putIfAbsent(entry.key(), group);
      if (before != null) {
        before.addAll(group);
      }
    }
    return groups;
  }
}

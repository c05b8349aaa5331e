package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.view.LatestMetric;
import dev.millrace.dashboard.view.LetterGroup;
import dev.millrace.dashboard.view.SourceSums;
import dev.millrace.dashboard.view.Stores;
import dev.millrace.dashboard.view.TaskTotals;
import dev.millrace.dashboard.view.WindowSums;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The cards of all tasks at one moment. Reads each store once. */
final class TaskCards {

  private static final int SPARKS = 60;
  private static final Duration RATE = Duration.ofSeconds(10);
  private static final Duration LATENCY = Duration.ofSeconds(60);
  private static final Duration CLASSES = Duration.ofMinutes(5);

  private final long now;
  private final Map<String, TaskTotals> totals = new TreeMap<>();
  private final Map<String, Windows> windows = new HashMap<>();
  private final Map<String, JsonNode> aliases = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Set<String> paused = new TreeSet<>();
  private final Map<String, LatestMetric> prequential = new HashMap<>();
  private final Map<String, LatestMetric> served = new HashMap<>();
  private final Collection<LetterGroup> letters;
  private final Map<String, Set<String>> feeds = new HashMap<>();
  private final Set<String> names;

  TaskCards(StateReader state, long now, Set<String> known) {
    this.now = now;
    names = new TreeSet<>(known);
    for (Entry entry : state.read(Slice.all(Stores.TOTALS))) {
      totals
          .computeIfAbsent(entry.key(), task -> new TaskTotals())
          .addAll(TaskTotals.of(entry.value()));
    }
    for (Entry entry :
        state.read(Slice.windows(Stores.FINE, null, now - CLASSES.toMillis(), now))) {
      windows.computeIfAbsent(entry.key(), task -> new Windows(Stores.FINE_MILLIS)).add(entry);
    }
    models(state);
    letters = Views.groups(state).values();
    for (SourceSums source : SourceCards.sums(state).values()) {
      source
          .tasks()
          .forEach(
              task ->
                  feeds
                      .computeIfAbsent(task, t -> new TreeSet<>())
                      .addAll(source.feeds().keySet()));
    }
    names.addAll(totals.keySet());
    names.addAll(aliases.keySet());
    names.addAll(newest.keySet());
    names.addAll(prequential.keySet());
  }

  private void models(StateReader state) {
    TreeMap<String, Entry> ordered = new TreeMap<>();
    state.read(Slice.all(Stores.ALIASES)).forEach(entry -> ordered.put(entry.key(), entry));
    ordered.forEach((key, entry) -> aliases.put(entry.part(0), Json.read(entry.value())));
    for (Entry entry : state.read(Slice.all(Stores.VERSIONS))) {
      newest.merge(entry.part(0), Long.parseLong(entry.part(1)), Math::max);
    }
    for (Entry entry : state.read(Slice.all(Stores.CONTROLS))) {
      if (Json.read(entry.value()).path("paused").asBoolean()) {
        paused.add(entry.key());
      }
    }
    for (Entry entry : state.read(Slice.all(Stores.LATEST))) {
      boolean own = entry.part(1).equals("prequential");
      (own ? prequential : served).put(entry.part(0), LatestMetric.of(entry.value()));
    }
  }

  ArrayNode json() {
    ArrayNode all = Json.array();
    names.forEach(task -> all.add(card(task)));
    return all;
  }

  private ObjectNode card(String task) {
    TaskTotals sums = totals.getOrDefault(task, new TaskTotals());
    ObjectNode node = Json.object().put("task", task).put("output", sums.output());
    JsonNode alias = aliases.getOrDefault(task, Json.object());
    node.put("champion", alias.path("champion").asLong());
    node.set("challenger", alias.hasNonNull("challenger") ? alias.get("challenger") : null);
    node.put("challengerFraction", alias.path("challengerFraction").asDouble());
    node.put("pinned", alias.path("pinned").asBoolean());
    node.put("newestVersion", newest.get(task)).put("paused", paused.contains(task));
    node.put("predictions", sums.predictions());
    recent(node, windows.getOrDefault(task, new Windows(Stores.FINE_MILLIS)));
    node.put("lastPredictionAt", sums.lastAt()).put("labels", sums.labels());
    node.put("deadLetters", letters(task));
    node.set("prequential", newest(prequential.get(task)));
    node.set("served", newest(served.get(task)));
    node.set("spark", spark(task));
    return node;
  }

  /** What the last seconds and minutes say; the window that is still open is left out. */
  private void recent(ObjectNode node, Windows recent) {
    long open = now - now % Stores.FINE_MILLIS;
    long counted = recent.since(open - RATE.toMillis()).count() - recent.since(open).count();
    node.put("ratePerSecond", counted / (double) RATE.toSeconds());
    WindowSums minute = recent.since(open - LATENCY.toMillis());
    if (minute.count() == 0) {
      node.putNull("latencyMs");
    } else {
      ObjectNode latency = node.putObject("latencyMs");
      latency.set("p50", Json.number(minute.millis().percentile(0.5)));
      latency.set("p99", Json.number(minute.millis().percentile(0.99)));
    }
    node.set("classes", Windows.classes(recent.since(0)));
  }

  /** Letters of the task, and of its feeds where no single task refused them. */
  private long letters(String task) {
    long sum = 0;
    for (LetterGroup group : letters) {
      sum += group.tasks().getOrDefault(task, 0L);
      for (String feed : feeds.getOrDefault(task, Set.of())) {
        sum += group.feeds().getOrDefault(feed, 0L);
      }
    }
    return sum;
  }

  private static @Nullable ObjectNode newest(@Nullable LatestMetric metric) {
    if (metric == null) {
      return null;
    }
    ObjectNode node = Json.object().put("examples", metric.newest().path("examples").asLong());
    node.set("metrics", metric.newest().path("metrics"));
    return node;
  }

  private ObjectNode spark(String task) {
    long end = now - now % Stores.FINE_MILLIS;
    ObjectNode node = Json.object().put("stepMs", Stores.FINE_MILLIS).put("end", end);
    ArrayNode rate = node.putArray("rate");
    ArrayNode latency = node.putArray("latencyP50Ms");
    ArrayNode score = node.putArray("score");
    Windows recent = windows.getOrDefault(task, new Windows(Stores.FINE_MILLIS));
    LatestMetric metric = prequential.get(task);
    for (int i = SPARKS; i > 0; i--) {
      long start = end - i * Stores.FINE_MILLIS;
      WindowSums window = recent.at(start);
      rate.add(window.count() * 1_000.0 / Stores.FINE_MILLIS);
      latency.add(Json.number(window.millis().percentile(0.5)));
      score.add(
          Json.number(metric == null ? Double.NaN : metric.scoreAt(start + Stores.FINE_MILLIS)));
    }
    return node;
  }
}

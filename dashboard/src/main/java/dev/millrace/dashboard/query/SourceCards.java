package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.view.Position;
import dev.millrace.dashboard.view.SourceScore;
import dev.millrace.dashboard.view.SourceSums;
import dev.millrace.dashboard.view.Stores;
import dev.millrace.dashboard.view.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sources as the API shows them. */
final class SourceCards {

  private static final int MOST_SOURCES = 2_000;

  private SourceCards() {}

  static Map<String, SourceSums> sums(StateReader state) {
    Map<String, SourceSums> sums = new HashMap<>();
    for (Entry entry : state.read(Slice.all(Stores.SOURCES))) {
      SourceSums found = SourceSums.of(entry.value());
      SourceSums before = sums.putIfAbsent(entry.key(), found);
      if (before != null) {
        before.addAll(found);
      }
    }
    return sums;
  }

  static ArrayNode json(StateReader state, long now) {
    Map<String, SourceSums> sums = sums(state);
    Map<String, Map<String, SourceScore>> scores = scores(state);
    Map<String, ArrayNode> tracks = tracks(state);
    List<String> names = new ArrayList<>(sums.keySet());
    names.sort(
        Comparator.comparingLong((String name) -> sums.get(name).lastSeen())
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    ArrayNode all = Json.array();
    for (String name : names.subList(0, Math.min(MOST_SOURCES, names.size()))) {
      ObjectNode node = all.addObject().put("source", name);
      fill(node, sums.get(name), now, tracks.get(name));
      score(node, scores.getOrDefault(name, Map.of()));
    }
    return all;
  }

  /** By task: how many classes were right, and how far values lay from their labels'. */
  private static void score(ObjectNode node, Map<String, SourceScore> byTask) {
    ObjectNode accuracy = node.putObject("accuracy");
    ObjectNode error = node.putObject("error");
    byTask.forEach(
        (task, score) -> {
          if (score.labelled() > 0) {
            accuracy.putObject(task).put("right", score.right()).put("labelled", score.labelled());
          }
          if (score.measured() > 0) {
            ObjectNode mean = error.putObject(task).put("measured", score.measured());
            mean.set("mae", Json.number(score.meanError()));
          }
        });
  }

  private static void fill(ObjectNode node, SourceSums sums, long now, @Nullable ArrayNode track) {
    sums.feeds().keySet().forEach(node.putArray("feeds")::add);
    sums.tasks().forEach(node.putArray("tasks")::add);
    node.put("events", sums.events()).put("ratePerSecond", sums.rateAt(now));
    node.put("lastSeen", sums.lastSeen()).put("eventTime", sums.eventTime());
    Position where = sums.position();
    if (where == null) {
      node.putNull("position");
      return;
    }
    ObjectNode position = node.putObject("position").put("x", where.x()).put("y", where.y());
    position.set("heading", Json.number(where.heading()));
    position.put("unit", where.unit()).set("track", track == null ? Json.array() : track);
  }

  private static Map<String, Map<String, SourceScore>> scores(StateReader state) {
    Map<String, Map<String, SourceScore>> scores = new HashMap<>();
    for (Entry entry : state.read(Slice.all(Stores.ACCURACY))) {
      scores
          .computeIfAbsent(entry.part(1), source -> new TreeMap<>())
          .merge(entry.part(0), SourceScore.of(entry.value()), SourceScore::plus);
    }
    return scores;
  }

  /** Of equal sources in several partitions the longest: it is one vehicle. */
  private static Map<String, ArrayNode> tracks(StateReader state) {
    Map<String, ArrayNode> tracks = new HashMap<>();
    for (Entry entry : state.read(Slice.all(Stores.TRACKS))) {
      tracks.merge(
          entry.key(), Track.of(entry.value()).json(), (a, b) -> a.size() >= b.size() ? a : b);
    }
    return tracks;
  }
}

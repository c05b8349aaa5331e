package dev.millrace.schemas.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All feeds of the tasks that run together: those that they score, and those that they fuse. */
public final class RunFeeds {

  private RunFeeds() {}

  /**
   * The tasks, each fused feed described: by the task that scores it, else where it is fused.
   *
   * @throws IllegalArgumentException if nobody describes a fused feed, or two describe it
   *     differently
   */
  public static List<Task> described(List<Task> tasks) {
    Map<String, Feed> feeds = byName(tasks);
    List<Task> described = new ArrayList<>();
    for (Task task : tasks) {
      List<FuseSpec> fuse = new ArrayList<>();
      for (FuseSpec spec : task.fuse()) {
        Feed feed = feeds.get(spec.feed());
        if (feed == null) {
          throw new IllegalArgumentException(
              ("task '%s' fuses feed '%s', which no task of this run has: add its task, or"
                      + " describe it there: feed: {name: %s, format: …}")
                  .formatted(task.name(), spec.feed(), spec.feed()));
        }
        check(task, spec, feed);
        fuse.add(spec.describedBy(feed));
      }
      described.add(task.withFuse(fuse));
    }
    return described;
  }

  private static void check(Task task, FuseSpec spec, Feed feed) {
    String where = "task '%s' fuses feed '%s', ".formatted(task.name(), spec.feed());
    Feed own = spec.described();
    if (own != null
        && !own.withLabels(null, LabelDelay.NONE).equals(feed.withLabels(null, LabelDelay.NONE))) {
      throw new IllegalArgumentException(
          where + "which another task describes differently; describe it once");
    }
    if (feed.kind() != FeedFormat.Kind.SENSOR) {
      throw new IllegalArgumentException(
          where + "which has no sensor readings; fuse a feed that names channels");
    }
    List<String> known = feed.columns().channels();
    for (String channel : spec.channels()) {
      if (!known.isEmpty() && !known.contains(channel)) {
        throw new IllegalArgumentException(where + TaskChecks.unknownChannel(channel, known));
      }
    }
  }

  /** Feeds by name: those of the tasks, then those that are only fused. */
  public static Map<String, Feed> byName(Collection<Task> tasks) {
    Map<String, Feed> feeds = new LinkedHashMap<>();
    tasks.forEach(task -> feeds.putIfAbsent(task.feed().name(), task.feed()));
    for (Task task : tasks) {
      for (FuseSpec spec : task.fuse()) {
        Feed described = spec.described();
        if (described != null) {
          feeds.putIfAbsent(spec.feed(), described);
        }
      }
    }
    return feeds;
  }
}

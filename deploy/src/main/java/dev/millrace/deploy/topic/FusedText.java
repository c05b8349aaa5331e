package dev.millrace.deploy.topic;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What sensors read at the time of a prediction, for people. */
public final class FusedText {

  private FusedText() {}

  /**
   * A line a feed, for example {@code pose vx 2.9 vy 4.0}; a channel that is called as its feed is
   * not named twice.
   *
   * @param fused values by {@code feed.channel}
   */
  public static List<String> lines(Map<String, Double> fused) {
    Map<String, StringBuilder> byFeed = new TreeMap<>();
    new TreeMap<>(fused)
        .forEach(
            (full, value) -> {
              int dot = full.lastIndexOf('.');
              String feed = full.substring(0, Math.max(0, dot));
              String channel = full.substring(dot + 1);
              StringBuilder line = byFeed.computeIfAbsent(feed, name -> new StringBuilder(name));
              line.append(channel.equals(feed) ? "" : " " + channel)
                  .append(String.format(Locale.ROOT, " %.5g", value));
            });
    return byFeed.values().stream().map(StringBuilder::toString).toList();
  }
}

package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import java.util.HashSet;
import java.util.List;

/** {@code window}. */
final class WindowReader {

  /** Longest window, in readings: 27 hours at one a second. */
  private static final int LONGEST = 100_000;

  private WindowReader() {}

  static WindowSpec read(YamlMap map, Feed feed) {
    List<String> named = map.texts("channels");
    List<String> channels = named.isEmpty() ? feed.columns().channels() : named;
    if (channels.isEmpty()) {
      map.problem("channels", "is missing; this feed does not say which channels it has");
    }
    if (new HashSet<>(channels).size() < channels.size()) {
      map.problem("channels", "names a channel twice");
    }
    String target = map.textOrNull("target");
    if (target == null
        && feed.labels() instanceof LabelSpec.FutureValue future
        && channels.contains(future.channel())) {
      target = future.channel();
    }
    return new WindowSpec((int) map.require("length").integer(1, LONGEST), channels, target);
  }
}

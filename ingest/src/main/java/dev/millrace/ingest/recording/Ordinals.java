package dev.millrace.ingest.recording;

import java.util.HashMap;
import java.util.Map;

/** Numbers the messages of a topic that have the same log time. Messages come by log time. */
public final class Ordinals {

  private static final class Last {
    private long logTime;
    private long ordinal = -1;
  }

  private final Map<String, Last> lasts = new HashMap<>();

  /** The ordinal of the next message of a topic. */
  public long next(String topic, long logTime) {
    Last last = lasts.computeIfAbsent(topic, name -> new Last());
    last.ordinal = last.logTime == logTime ? last.ordinal + 1 : 0;
    last.logTime = logTime;
    return last.ordinal;
  }
}

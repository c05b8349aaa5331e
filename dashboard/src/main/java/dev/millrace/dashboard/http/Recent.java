package dev.millrace.dashboard.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Answers that stay good for a moment, so that many pages that ask the same cost no more than one.
 * Thread-safe: one asker computes, those who ask for the same meanwhile wait for it.
 */
final class Recent {

  private static final Duration GOOD_FOR = Duration.ofMillis(500);
  private static final int MOST = 500;

  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(long at, byte[] json) {}

  Recent(InstantSource clock) {
    this.clock = clock;
  }

  byte[] get(String key, Supplier<byte[]> compute) {
    if (answers.size() > MOST) {
      answers.clear();
    }
    Answer answer =
        answers.compute(
            key,
            (same, before) ->
                before != null && clock.millis() - before.at < GOOD_FOR.toMillis()
                    ? before
                    : new Answer(clock.millis(), compute.get()));
    return answer.json;
  }
}

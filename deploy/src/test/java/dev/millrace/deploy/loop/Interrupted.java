package dev.millrace.deploy.loop;

import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceItem;
import java.util.Map;
import java.util.Optional;

/** A source in whose middle somebody else does something. */
final class Interrupted implements EventSource {

  private final EventSource source;
  private final Runnable interruption;
  private int before;

  /**
   * @param before items that come first
   * @param interruption what is done then, once
   */
  Interrupted(EventSource source, int before, Runnable interruption) {
    this.source = source;
    this.before = before;
    this.interruption = interruption;
  }

  @Override
  public Optional<SourceItem> next() throws InterruptedException {
    if (before-- == 0) {
      interruption.run();
    }
    return source.next();
  }

  @Override
  public long eventFloor() {
    return source.eventFloor();
  }

  @Override
  public long labelFloor() {
    return source.labelFloor();
  }

  @Override
  public Map<String, Long> counters() {
    return source.counters();
  }

  @Override
  public void stop() {
    source.stop();
  }

  @Override
  public void close() {
    source.close();
  }
}

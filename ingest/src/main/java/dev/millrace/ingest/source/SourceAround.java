package dev.millrace.ingest.source;

import java.util.Map;

/** A source that changes what another one gives; all that it does not change is the other's. */
public abstract class SourceAround implements EventSource {

  /** The other source; closed with this. */
  protected final EventSource source;

  protected SourceAround(EventSource source) {
    this.source = source;
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
  public final void stop() {
    source.stop();
  }

  @Override
  public final void close() {
    source.close();
  }
}

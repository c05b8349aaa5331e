package dev.millrace.deploy.loop;

import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceAround;
import dev.millrace.ingest.source.SourceItem;
import java.util.Optional;

/** A source in whose middle somebody else does something. */
final class Interrupted extends SourceAround {

  private final Runnable interruption;
  private int before;

  /**
   * @param before items that come first
   * @param interruption what is done then, once
   */
  Interrupted(EventSource source, int before, Runnable interruption) {
    super(source);
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
}

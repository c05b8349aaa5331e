package dev.millrace.ingest.replay;

import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.source.EventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays recordings into feeds: merged by time, read ahead in bounded memory, each message handed to
 * the source of its feed when the {@link ReplayClock} says so.
 *
 * <p>One thread reads and decodes ahead, one waits for the clock and hands out, and each feed's
 * {@link dev.millrace.ingest.source.Feeder} takes from its own source. So the order over all feeds
 * is that of the recordings, and the floor of a feed that is silent rises with those that are not:
 * what follows anywhere is not before what was handed out last.
 *
 * <p>The threads start with the first source that is asked and end with the last that is closed.
 *
 * @see dev.millrace.ingest.source.Feeder
 */
public final class Player {

  /** What waits for one feed's feeder; the rest of what was read ahead waits before the clock. */
  private static final long FEED_BYTES = 4L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Player.class);

  /**
   * What is played and how.
   *
   * @param recordings in the order of files
   * @param filter which of it; times as they are played
   * @param routing feeds of the topics
   * @param passes makes the next time through; one pass unless it loops
   * @param eventShift how much later than played its event time is, nanoseconds
   * @param readAhead bytes read ahead
   */
  public record Plan(
      List<PlayedRecording> recordings,
      MessageFilter filter,
      Routing routing,
      Passes passes,
      long eventShift,
      long readAhead) {
    public Plan {
      recordings = List.copyOf(recordings);
    }

    /** Event time of the first moment, nanoseconds since 1970-01-01T00:00:00Z. */
    long start() {
      long first = recordings.stream().mapToLong(PlayedRecording::start).min().orElseThrow();
      return Math.max(first, filter.from()) + eventShift;
    }
  }

  private final Plan plan;
  private final MessageEvents decoder;
  private final RecordingLimits limits;
  private final ReplayClock clock;
  private final ByteBoundedQueue<Played> ahead;
  private final Map<String, FeedSource> sources = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong played = new AtomicLong();
  private volatile long reached = Long.MIN_VALUE;
  private volatile @Nullable Exception failure;
  private volatile List<String> damages = List.of();
  private boolean started;

  /** A player whose sources have not been asked yet. */
  public Player(Plan plan, MessageEvents decoder, RecordingLimits limits, ReplayClock clock) {
    this.plan = plan;
    this.decoder = decoder;
    this.limits = limits;
    this.clock = clock;
    this.ahead = new ByteBoundedQueue<>(plan.readAhead());
    for (String feed : plan.routing().feeds()) {
      sources.put(
          feed, new FeedSource(feed, this, new ByteBoundedQueue<>(FEED_BYTES), plan.start()));
    }
    open.set(sources.size());
  }

  /** The source of each feed, by name. All of them must be read, and closed at the end. */
  public Map<String, EventSource> sources() {
    return Map.copyOf(sources);
  }

  /** Messages handed out so far. */
  public long played() {
    return played.get();
  }

  /**
   * Event time of what was handed out last, nanoseconds since 1970-01-01T00:00:00Z; {@link
   * Long#MIN_VALUE} before the first. Nothing that follows is earlier.
   */
  public long reached() {
    return reached;
  }

  /** What was found damaged in the recordings so far. */
  public List<String> damages() {
    return damages;
  }

  synchronized void start() {
    if (started) {
      return;
    }
    started = true;
    threads.add(new Thread(this::read, "replay-read"));
    threads.add(new Thread(this::handOut, "replay-clock"));
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
  }

  /** Ends the replay soon; what has been handed out is still sent. Callable from any thread. */
  public void stop() {
    clock.stop();
    ahead.close();
  }

  /** A feed's source is done. */
  void closed() {
    if (open.decrementAndGet() == 0) {
      stop();
      synchronized (this) {
        threads.forEach(Thread::interrupt);
      }
    }
  }

  void throwFailure(String feed) {
    Exception cause = failure;
    if (cause != null) {
      throw cause instanceof IOException io
          ? new UncheckedIOException("feed '" + feed + "': " + io.getMessage(), io)
          : new IllegalStateException("feed '" + feed + "' can't be played on: " + cause, cause);
    }
  }

  private void read() {
    PlayedItems items = new PlayedItems(decoder, plan.routing(), plan.eventShift());
    try {
      boolean wanted = true;
      for (long pass = 0; wanted && plan.passes().has(pass); pass++) {
        wanted = readOnce(plan.passes().shift(pass), items);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.debug("event=replay-failed", e);
      failure = e;
    } finally {
      ahead.end();
    }
  }

  private boolean readOnce(long shift, PlayedItems items) throws IOException, InterruptedException {
    List<PlayedRecording> shifted =
        plan.recordings().stream().map(recording -> recording.shifted(shift)).toList();
    MessageFilter filter = plan.filter();
    MessageFilter here =
        new MessageFilter(filter.topics(), plus(filter.from(), shift), plus(filter.until(), shift));
    try (MergedRecordings merged = MergedRecordings.open(shifted, here, limits)) {
      for (Optional<Moment> m = merged.next(); m.isPresent(); m = merged.next()) {
        Played next = items.of(m.get());
        if (!ahead.put(next, next.bytes())) {
          return false;
        }
      }
      damages = merged.damages();
      return true;
    }
  }

  private static long plus(long time, long shift) {
    boolean unbounded = time == Long.MIN_VALUE || time == Long.MAX_VALUE;
    return unbounded ? time : time + shift;
  }

  private void handOut() {
    try {
      while (!ahead.exhausted()) {
        Optional<Played> next = ahead.poll(PATIENCE);
        if (next.isPresent() && clock.await(next.get().time())) {
          handOut(next.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("event=replay-failed", e);
      failure = e;
    } finally {
      sources.values().forEach(FeedSource::end);
    }
  }

  private void handOut(Played next) throws InterruptedException {
    FeedSource source = sources.get(next.feed());
    if (source == null) {
      throw new IllegalStateException("feed '" + next.feed() + "' is no feed of this replay");
    }
    // Before it is handed out, since another feed may ask at this very moment how far all have
    // come.
    reached = next.time() + plan.eventShift();
    source.put(next);
    played.incrementAndGet();
  }
}

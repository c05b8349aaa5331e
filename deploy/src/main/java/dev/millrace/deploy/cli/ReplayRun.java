package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.ingest.replay.ReplayClock;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Feeder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Plays feeds to their end, or until the user ends it. On a terminal it shows how far it is and
 * heeds keys.
 */
final class ReplayRun {

  private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);
  private static final long LOOK_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Map<String, Feeder> feeders;
  private final Optional<Feeds.Replay> replay;
  private final StopSignal stop;
  private final PrintWriter out;
  private final PrintWriter err;

  ReplayRun(
      Map<String, Feeder> feeders,
      Optional<Feeds.Replay> replay,
      StopSignal stop,
      CommandLine line) {
    this.feeders = feeders;
    this.replay = replay;
    this.stop = stop;
    this.out = line.getOut();
    this.err = line.getErr();
  }

  /** Starts the feeders and prints what each has sent once all have ended. */
  void toItsEnd() throws ExecutionException, InterruptedException {
    Optional<KeyTerminal> terminal = replay.flatMap(one -> KeyTerminal.open());
    Map<String, CompletableFuture<FeedCounts>> running = new LinkedHashMap<>();
    feeders.forEach((name, feeder) -> running.put(name, feeder.start()));
    try {
      terminal.ifPresent(this::follow);
      await(running, terminal);
    } finally {
      terminal.ifPresent(KeyTerminal::close);
    }
    for (Map.Entry<String, CompletableFuture<FeedCounts>> feed : running.entrySet()) {
      tell(feed.getKey(), feed.getValue().get());
    }
    replay.ifPresent(
        one -> one.player().damages().forEach(damage -> out.println("damaged: " + damage)));
    out.flush();
  }

  private void await(
      Map<String, CompletableFuture<FeedCounts>> running, Optional<KeyTerminal> terminal)
      throws InterruptedException {
    CompletableFuture<?> all =
        CompletableFuture.allOf(running.values().toArray(new CompletableFuture<?>[0]));
    boolean asked = false;
    while (!ended(all)) {
      if (stop.requested() && !asked) {
        asked = true;
        stopAll();
      }
      if (terminal.isPresent()) {
        replay.ifPresent(this::draw);
      }
    }
    if (terminal.isPresent()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  private static boolean ended(CompletableFuture<?> all) throws InterruptedException {
    try {
      all.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // whose failure it is, is told feed by feed
    }
  }

  private void stopAll() {
    feeders.values().forEach(Feeder::stop);
  }

  private void follow(KeyTerminal terminal) {
    ReplayClock clock = replay.orElseThrow().playing().clock();
    ReplayKeys keys = new ReplayKeys(clock, this::stopAll);
    err.println(ReplayKeys.HELP);
    Thread thread =
        new Thread(
            () -> {
              try {
                keys.follow(terminal.keys());
              } catch (IOException e) {
                LOG.debug("event=keys-end", e);
              }
            },
            "replay-keys");
    thread.setDaemon(true);
    thread.start();
  }

  private void draw(Feeds.Replay one) {
    ReplayClock clock = one.playing().clock();
    String rate =
        clock.rate() == ReplayClock.UNPACED
            ? "as fast as possible"
            : String.format(Locale.ROOT, "%.3gx", clock.rate());
    String line =
        new ReplayBar(one.bill().start(), one.bill().end())
            .line(one.player().reached(), one.player().played(), clock.paused() ? "paused" : rate);
    err.print(CLEAR_LINE + line);
    err.flush();
  }

  private void tell(String feed, FeedCounts counts) {
    out.println(
        feed
            + ": "
            + counts.events()
            + " events and "
            + counts.labels()
            + " labels sent, "
            + counts.malformed()
            + " unreadable");
  }
}

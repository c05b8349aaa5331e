package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Loop;
import dev.millrace.deploy.report.Collector;
import dev.millrace.deploy.report.Report;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stays with a loop until it has drained, its time is over, it fails, or the user ends it.
 *
 * @param loop the loop
 * @param clock the time
 * @param stop the user's wish to end
 * @param out where progress goes
 */
record LoopRun(Loop loop, InstantSource clock, StopSignal stop, PrintWriter out) {

  private static final Duration LOOK = Duration.ofMillis(100);

  /** When a loop ends by itself. */
  sealed interface Until {}

  /** Only when the user says so. */
  record Stopped() implements Until {}

  /** When the input is used up and all of it has left every stage. */
  record Drained() implements Until {}

  /**
   * After a time from the first prediction; the sources are then ended and the loop drains.
   *
   * @param time how long
   */
  record After(Duration time) implements Until {}

  /**
   * Waits.
   *
   * @return when all had drained; empty if the user ended it before
   * @throws IllegalStateException if a part of the loop fails
   */
  Optional<Instant> await(Until until) throws InterruptedException {
    Progress progress = new Progress(loop.watch(), out);
    Instant sourcesEnd = null;
    boolean ended = false;
    Set<String> told = Set.of();
    while (!stop.requested()) {
      throwFailure();
      if (!(until instanceof Stopped) && loop.watch().drained().isDone()) {
        return Optional.of(loop.watch().drained().join());
      }
      if (until instanceof After after) {
        if (sourcesEnd == null && loop.watch().firstPrediction().isDone()) {
          sourcesEnd = clock.instant().plus(after.time());
        }
        if (!ended && sourcesEnd != null && clock.instant().isAfter(sourcesEnd)) {
          loop.stopFeeds();
          ended = true;
        }
      }
      told = tellPaused(until, told);
      progress.at(clock.instant());
      Thread.sleep(LOOK.toMillis());
    }
    return Optional.empty();
  }

  /** A run that waits for the end of a paused task would wait without a word. */
  private Set<String> tellPaused(Until until, Set<String> told) {
    Set<String> paused = loop.watch().paused();
    if (!(until instanceof Stopped)) {
      for (String task : paused) {
        if (!told.contains(task)) {
          out.println(
              "training of "
                  + task
                  + " is paused and its examples wait, so the run cannot end; `millrace models"
                  + " resume "
                  + task
                  + "` lets it go on");
          out.flush();
        }
      }
    }
    return paused;
  }

  private void throwFailure() {
    Optional<Throwable> failure = loop.failure();
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get().getMessage(), failure.get());
    }
  }

  /** Sums the run up and writes its files. */
  Report report(KafkaAccess kafka, List<Task> tasks, Path folder, Instant end) {
    return new Collector(kafka, tasks)
        .collect(folder, loop.watch(), Duration.between(loop.firstInput(), end));
  }
}

package dev.millrace.ingest.replay;

import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.folder.CountedFormat;
import dev.millrace.ingest.recording.folder.FrameRate;
import dev.millrace.ingest.recording.format.RecordingFormats;
import dev.millrace.ingest.source.UnusableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is played: which recordings, topics and times, found out before anything has been sent.
 *
 * @param plan what the player is told
 * @param messages messages of the chosen topics, over all times
 * @param start event time of the first moment, nanoseconds since 1970-01-01T00:00:00Z
 * @param end event time of the last one
 */
public record Playbill(Player.Plan plan, long messages, long start, long end) {

  /** Which topics are played, and where to. */
  private enum Into {
    OWN_FEEDS,
    GIVEN_FEEDS
  }

  /**
   * Plays all that the settings take, each topic into a feed of its own unless mapped.
   *
   * @throws UnusableSource if a path is no recording or nothing is left to play
   */
  public static Playbill open(List<Path> paths, PlaySettings settings, Instant now) {
    return of(paths, settings, now, Into.OWN_FEEDS);
  }

  /**
   * Plays only the topics that the settings map to feeds.
   *
   * @throws UnusableSource if a path is no recording or has none of the topics
   */
  public static Playbill ofMapped(List<Path> paths, PlaySettings settings, Instant now) {
    return of(paths, settings, now, Into.GIVEN_FEEDS);
  }

  /** A player of this, still standing. */
  public Player player(MessageEvents decoder, ReplayClock clock) {
    return new Player(plan, decoder, RecordingLimits.DEFAULT, clock);
  }

  private static Playbill of(List<Path> paths, PlaySettings settings, Instant now, Into into) {
    List<PlayedRecording> recordings = recordings(paths, settings);
    Predicate<String> wanted =
        topic ->
            settings.takes(topic)
                && !RecordedTopics.isPredictions(topic)
                && (into == Into.OWN_FEEDS || settings.feeds().containsKey(topic));
    Set<String> present =
        topics(recordings)
            .map(RecordingSummary.Topic::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> played = present.stream().filter(wanted).toList();
    if (played.isEmpty()) {
      throw new UnusableSource(
          "no topic is left to play; "
              + paths
              + " have "
              + present
              + ", see --topics and --exclude, and `topics` of the task file");
    }
    Routing routing = Routing.of(played, settings.feeds());
    long first = recordings.stream().mapToLong(PlayedRecording::start).min().orElseThrow();
    long last = recordings.stream().mapToLong(PlayedRecording::end).max().orElseThrow();
    MessageFilter filter = settings.range().filter(wanted, first);
    long start = Math.max(first, filter.from());
    long end = filter.until() == Long.MAX_VALUE ? last : Math.min(last, filter.until() - 1);
    long messages =
        topics(recordings)
            .filter(topic -> wanted.test(topic.name()))
            .mapToLong(RecordingSummary.Topic::messages)
            .sum();
    long shift =
        settings.dating() == PlaySettings.Dating.SHIFTED_TO_NOW
            ? ChronoUnit.NANOS.between(Instant.EPOCH, now) - start
            : 0;
    Passes passes =
        settings.repeat() == PlaySettings.Repeat.ENDLESS
            ? Passes.endless(end - start, messages)
            : Passes.ONCE;
    Player.Plan plan =
        new Player.Plan(recordings, filter, routing, passes, shift, settings.readAhead());
    return new Playbill(plan, messages, start + shift, end + shift);
  }

  private static Stream<RecordingSummary.Topic> topics(List<PlayedRecording> recordings) {
    return recordings.stream()
        .flatMap(recording -> recording.summary().topics().stream())
        .filter(topic -> topic.messages() > 0);
  }

  private static List<PlayedRecording> recordings(List<Path> paths, PlaySettings settings) {
    List<PlayedRecording> recordings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      try {
        RecordingFormat format = format(path, settings.framesPerSecond());
        RecordingSummary summary = format.summary(path, RecordingLimits.DEFAULT);
        if (summary.messages() == 0) {
          problems.add(path + " has no message in it");
          continue;
        }
        boolean aligned =
            settings.alignment() == PlaySettings.Alignment.SAME_START && !recordings.isEmpty();
        long shift = aligned ? recordings.get(0).start() - summary.start() : 0;
        recordings.add(new PlayedRecording(path, format, summary, shift));
      } catch (IOException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UnusableSource(String.join(System.lineSeparator(), problems));
    }
    return recordings;
  }

  /** The format of a path, with the rate where it may need one. */
  public static RecordingFormat format(Path path, @Nullable Double framesPerSecond)
      throws IOException {
    RecordingFormat format = RecordingFormats.of(path);
    return format instanceof CountedFormat counted && framesPerSecond != null
        ? counted.at(new FrameRate(framesPerSecond))
        : format;
  }
}

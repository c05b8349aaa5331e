package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Playing;
import dev.millrace.ingest.replay.PlayRange;
import dev.millrace.ingest.replay.PlaySettings;
import dev.millrace.ingest.replay.PlayTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How recordings of several topics are played. */
final class PlayOptions {

  private static final int MEBIBYTE_BITS = 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  @Option(
      names = "--rate",
      paramLabel = "X",
      description = "Play X times as fast as recorded; 0 is as fast as possible.")
  private @Nullable Double rate;

  @Option(names = "--loop", description = "Begin again at the end, each time with later times.")
  private boolean loop;

  @Option(
      names = "--start",
      paramLabel = "WHEN",
      converter = PlayTimeConverter.class,
      description = "Begin there: 90s after the first message, or a time of the recording.")
  private @Nullable PlayTime start;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Play so much of the recording.")
  private @Nullable Duration duration;

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      converter = PlayTimeConverter.class,
      description = "End before there, as --start.")
  private @Nullable PlayTime until;

  @Option(
      names = "--topics",
      paramLabel = "REGEX",
      description = "Only topics that match whole; may be repeated.")
  private List<Pattern> topics = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "REGEX",
      description = "No topics that match whole; may be repeated.")
  private List<Pattern> exclude = new ArrayList<>();

  @Option(
      names = "--map",
      paramLabel = "TOPIC=FEED",
      description = "Play a topic into this feed instead of one of its own name.")
  private Map<String, String> map = new LinkedHashMap<>();

  @Option(
      names = "--read-ahead",
      paramLabel = "MIB",
      description = "Memory for what is read ahead (default: ${DEFAULT-VALUE}).")
  private int readAhead = (int) (PlaySettings.DEFAULT_READ_AHEAD >> MEBIBYTE_BITS);

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "Messages a second of topics that have no times, for example pictures.")
  private @Nullable Double fps;

  @Option(names = "--shift-to-now", description = "Date the first message now.")
  private boolean shiftToNow;

  @Option(
      names = "--align",
      description = "Let all recordings start together, whatever their clocks said.")
  private boolean align;

  /** Opens the player's settings; the rate is the default where none is given. */
  Playing playing(double defaultRate) {
    return new Playing(settings(), Playing.clock(checked(rate == null ? defaultRate : rate)));
  }

  private PlaySettings settings() {
    if (readAhead < 1) {
      throw usage("--read-ahead must be at least 1 MiB, not " + readAhead);
    }
    if (fps != null && !(fps > 0)) {
      throw usage("--fps must be above 0, not " + fps);
    }
    return new PlaySettings(
        new PlayRange(start, duration, until),
        topics,
        exclude,
        map,
        loop ? PlaySettings.Repeat.ENDLESS : PlaySettings.Repeat.ONCE,
        shiftToNow ? PlaySettings.Dating.SHIFTED_TO_NOW : PlaySettings.Dating.AS_RECORDED,
        align ? PlaySettings.Alignment.SAME_START : PlaySettings.Alignment.AS_RECORDED,
        fps,
        (long) readAhead << MEBIBYTE_BITS);
  }

  private double checked(double wanted) {
    if (!(wanted >= 0 && wanted < Double.POSITIVE_INFINITY)) {
      throw usage("--rate must be 0 (as fast as possible) or above, not " + wanted);
    }
    return wanted;
  }

  @Nullable Double fps() {
    return fps;
  }

  /** Tables of a task go as fast as they go: says so where a rate is given and nothing heeds it. */
  void refuseWhereUnused() {
    if (rate != null || loop || start != null || duration != null || until != null || shiftToNow) {
      throw usage(
          "--rate, --loop, --start, --duration, --until and --shift-to-now are for recordings"
              + " (feed format 'recording', or without --task); no feed here is one");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(mixee.commandLine(), message);
  }
}

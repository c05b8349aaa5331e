package dev.millrace.bench.replay;

import dev.millrace.ingest.message.SchemaEvents;
import dev.millrace.ingest.replay.PlayRange;
import dev.millrace.ingest.replay.PlaySettings;
import dev.millrace.ingest.replay.Playbill;
import dev.millrace.ingest.replay.Player;
import dev.millrace.ingest.replay.PreciseWaiter;
import dev.millrace.ingest.replay.ReplayClock;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.SourceItem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How exactly a replay keeps the time between messages: of each neighbouring pair, the difference
 * between the time from one hand-over to the next and what the recording says at this rate.
 */
public final class ReplayTiming {

  private static final double NANOS_A_MILLI = 1e6;
  private static final Duration PLAYED = Duration.ofSeconds(20);

  /** Messages while the compiler still works. */
  private static final int WARM_UP = 200;

  private ReplayTiming() {}

  /**
   * Prints a row for each rate.
   *
   * @param args a recording, a pattern of one of its topics, and rates
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length < 3) {
      throw new IllegalArgumentException(
          "give a recording, a topic and at least one rate: comma2k19-segment"
              + " /IMU/accelerometer 1 5");
    }
    PrintStream out = System.out;
    out.println("| rate | messages | p50 ms | p99 ms | max ms |");
    out.println("|---|---|---|---|---|");
    for (String rate : Arrays.asList(args).subList(2, args.length)) {
      out.println(row(Path.of(args[0]), Pattern.compile(args[1]), Double.parseDouble(rate)));
    }
  }

  private static String row(Path recording, Pattern topic, double rate)
      throws InterruptedException {
    Duration part = Duration.ofMillis(Math.round(PLAYED.toMillis() * rate));
    PlaySettings settings =
        new PlaySettings(
            new PlayRange(null, part, null),
            List.of(topic),
            List.of(),
            Map.of(),
            PlaySettings.Repeat.ONCE,
            PlaySettings.Dating.AS_RECORDED,
            PlaySettings.Alignment.AS_RECORDED,
            null,
            PlaySettings.DEFAULT_READ_AHEAD);
    ReplayClock clock = new ReplayClock(System::nanoTime, new PreciseWaiter(), rate);
    Player player =
        Playbill.open(List.of(recording), settings, Instant.EPOCH)
            .player(new SchemaEvents(), clock);
    double[] errors = errors(player.sources().values().iterator().next(), rate);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.3f |",
        rate,
        errors.length,
        quantile(errors, 0.5),
        quantile(errors, 0.99),
        quantile(errors, 1));
  }

  private static double[] errors(EventSource source, double rate) throws InterruptedException {
    List<Double> errors = new ArrayList<>();
    long lastMicros = 0;
    long lastNanos = 0;
    int messages = 0;
    for (Optional<SourceItem> i = source.next(); i.isPresent(); i = source.next()) {
      long now = System.nanoTime();
      if (i.get() instanceof SourceItem.Event event) {
        if (messages++ > WARM_UP) {
          double wanted = (event.eventTime() - lastMicros) * 1e3 / rate;
          errors.add(Math.abs(now - lastNanos - wanted) / NANOS_A_MILLI);
        }
        lastMicros = event.eventTime();
        lastNanos = now;
      }
    }
    source.close();
    return errors.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("too few messages were played; choose a longer part");
    }
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
  }
}

package dev.millrace.bench.recording;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.format.RecordingFormats;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads MCAP files, and lets {@code read_recordings.mjs} read the same ones with {@code @mcap/core}
 * in between: MB of payload a second, and a second of processor time of the whole process, the best
 * of the runs of each, since both share the machine with whatever else runs.
 *
 * <p>Arguments: the script, the number of runs, then files.
 */
public final class RecordingRate {

  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** What one run read. */
  private record Run(long messages, long payloadBytes, Cost cost) {}

  /** Seconds by the clock, and of all processors. */
  private record Cost(double seconds, double processor) {

    Cost best(Cost other) {
      return new Cost(Math.min(seconds, other.seconds), Math.min(processor, other.processor));
    }
  }

  private RecordingRate() {}

  /** Prints one row a file. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      throw new IllegalArgumentException("usage: SCRIPT RUNS FILE...");
    }
    PrintStream out = System.out;
    int runs = Integer.parseInt(args[1]);
    out.println(
        "| file | messages | MB | Millrace MB/s | @mcap/core MB/s | ratio"
            + " | Millrace MB/cpu s | @mcap/core MB/cpu s | ratio |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (String file : List.of(args).subList(2, args.length)) {
      out.println(row(args[0], Path.of(file), runs));
    }
  }

  private static String row(String script, Path file, int runs)
      throws IOException, InterruptedException {
    Run first = read(file);
    Cost own = first.cost().best(read(file).cost());
    Cost other = other(script, file, first.messages());
    for (int i = 0; i < runs; i++) {
      own = own.best(read(file).cost());
      other = other.best(other(script, file, first.messages()));
    }
    double megabytes = first.payloadBytes() / MEGA;
    return String.format(
        Locale.ROOT,
        "| %s, %.0f MB | %d | %.0f | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f |",
        file.getFileName(),
        Files.size(file) / MEGA,
        first.messages(),
        megabytes,
        megabytes / own.seconds(),
        megabytes / other.seconds(),
        other.seconds() / own.seconds(),
        megabytes / own.processor(),
        megabytes / other.processor(),
        other.processor() / own.processor());
  }

  private static Run read(Path file) throws IOException {
    long start = System.nanoTime();
    long used = PROCESS.getProcessCpuTime();
    long messages = 0;
    long bytes = 0;
    try (MessageReader reader =
        RecordingFormats.of(file).open(file, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      Optional<RecordedMessage> next = reader.next();
      while (next.isPresent()) {
        messages++;
        bytes += next.get().payload().remaining();
        next = reader.next();
      }
      if (!reader.damages().isEmpty()) {
        throw new IOException(file + ": " + reader.damages());
      }
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    double processor = (PROCESS.getProcessCpuTime() - used) / NANOS;
    return new Run(messages, bytes, new Cost(seconds, processor));
  }

  /** What the better of two runs of one process cost the other reader, its start left out. */
  private static Cost other(String script, Path file, long messages)
      throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder("node", script, "read", file.toString(), "2")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] answer =
        new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    if (node.waitFor() != 0 || answer.length != 3 || Long.parseLong(answer[0]) != messages) {
      throw new IOException(script + " did not read the same " + messages + " messages");
    }
    return new Cost(Double.parseDouble(answer[1]), Double.parseDouble(answer[2]));
  }
}

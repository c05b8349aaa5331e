package dev.millrace.bench.recording;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.format.RecordingFormats;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads MCAP files, and lets {@code read_recordings.mjs} read the same ones with {@code @mcap/core}
 * in between: MB of payload a second, the best of the runs of each, since both share the machine
 * with whatever else runs.
 *
 * <p>Arguments: the script, the number of runs, then files.
 */
public final class RecordingRate {

  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;

  /** What one run read. */
  private record Run(long messages, long payloadBytes, double seconds) {}

  private RecordingRate() {}

  /** Prints one row a file. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      throw new IllegalArgumentException("usage: SCRIPT RUNS FILE...");
    }
    PrintStream out = System.out;
    int runs = Integer.parseInt(args[1]);
    out.println("| file | messages | MB | Millrace MB/s | @mcap/core MB/s | ratio |");
    out.println("|---|---|---|---|---|---|");
    for (String file : List.of(args).subList(2, args.length)) {
      out.println(row(args[0], Path.of(file), runs));
    }
  }

  private static String row(String script, Path file, int runs)
      throws IOException, InterruptedException {
    Run best = best(read(file), read(file));
    double other = Double.POSITIVE_INFINITY;
    for (int i = 0; i < runs; i++) {
      best = best(best, read(file));
      other = Math.min(other, other(script, file, best.messages()));
    }
    double megabytes = best.payloadBytes() / MEGA;
    return String.format(
        Locale.ROOT,
        "| %s, %.0f MB | %d | %.0f | %.0f | %.0f | %.2f |",
        file.getFileName(),
        Files.size(file) / MEGA,
        best.messages(),
        megabytes,
        megabytes / best.seconds(),
        megabytes / other,
        other / best.seconds());
  }

  private static Run best(Run one, Run two) {
    return one.seconds() <= two.seconds() ? one : two;
  }

  private static Run read(Path file) throws IOException {
    long start = System.nanoTime();
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
    return new Run(messages, bytes, (System.nanoTime() - start) / NANOS);
  }

  /** Seconds of the other reader in the better of two runs of one process, its start left out. */
  private static double other(String script, Path file, long messages)
      throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder("node", script, "read", file.toString(), "2")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] answer =
        new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    if (node.waitFor() != 0 || answer.length != 2 || Long.parseLong(answer[0]) != messages) {
      throw new IOException(script + " did not read the same " + messages + " messages");
    }
    return Double.parseDouble(answer[1]);
  }
}

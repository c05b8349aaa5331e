package dev.millrace.bench;

import dev.millrace.models.runtime.Ort;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a measurement depends on, in words. */
public final class Machine {

  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  public static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Cores, processor, JVM and ONNX Runtime. */
  public static String text() throws IOException {
    return "%d cores %s, %s %s, ONNX Runtime %s"
        .formatted(
            cores(),
            processor(),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            Ort.version());
  }

  private static String processor() throws IOException {
    List<String> lines = Files.isReadable(CPU) ? Files.readAllLines(CPU) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** Processor time that this process has used on all cores, nanoseconds. */
  public static long cpuNanos() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return system.getProcessCpuTime();
    }
    throw new IllegalStateException("this JVM does not tell its processor time");
  }

  /** Mean number of runnable threads of the last minute, everybody's. */
  public static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "%.2f", load);
  }
}

package dev.millrace.trainer.autodiff;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Resident memory of this process outside the Java heap, as Linux tells it. */
final class NativeMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private NativeMemory() {}

  /** Skips a test where nobody tells. */
  static void assume() {
    Assumptions.assumeTrue(
        Files.isReadable(STATUS), "resident memory is read from " + STATUS + ", on Linux");
  }

  /**
   * Megabytes. The heap is taken off as committed, so it must be in use throughout: see {@link
   * #fillHeap}.
   */
  static double megabytes() throws IOException {
    String line =
        Files.readAllLines(STATUS).stream()
            .filter(l -> l.startsWith(RESIDENT))
            .findFirst()
            .orElseThrow();
    double resident = Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return resident - heap / (double) (1 << 20);
  }

  /** Touches the young generation from end to end, and has freed what is not used. */
  static void fillHeap() {
    byte[][] kept = new byte[16][];
    for (long start = collections(), i = 0; collections() < start + 2; i++) {
      kept[(int) (i % kept.length)] = new byte[1 << 18];
    }
    System.gc();
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}

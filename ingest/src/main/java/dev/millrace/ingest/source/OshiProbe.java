package dev.millrace.ingest.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.util.GlobalConfig;

/** This host through OSHI. Disks and networks that appear later are not seen. */
final class OshiProbe implements HostProbe {

  /** OSHI keeps readings for 300 ms by default: at four a second every other would be stale. */
  private static final int OSHI_CACHE_MILLIS = 100;

  private final InstantSource clock;
  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private final List<HWDiskStore> disks;
  private final List<NetworkIF> networks;
  private long[] ticks;
  private long[] bytes;
  private Instant sampled;

  OshiProbe(InstantSource clock) {
    GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, OSHI_CACHE_MILLIS);
    HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    this.clock = clock;
    this.processor = hardware.getProcessor();
    this.memory = hardware.getMemory();
    this.disks = hardware.getDiskStores();
    this.networks = hardware.getNetworkIFs();
    this.ticks = processor.getSystemCpuLoadTicks();
    this.bytes = countedBytes();
    this.sampled = clock.instant();
  }

  @Override
  public double[] sample() {
    long[] nowTicks = processor.getSystemCpuLoadTicks();
    long[] nowBytes = countedBytes();
    Instant now = clock.instant();
    double seconds = Math.max(Duration.between(sampled, now).toNanos(), 1) / 1e9;
    double[] values = new double[CHANNELS.size()];
    values[0] = 100 * finite(processor.getSystemCpuLoadBetweenTicks(ticks, nowTicks));
    values[1] = 100.0 * (memory.getTotal() - memory.getAvailable()) / memory.getTotal();
    for (int i = 0; i < nowBytes.length; i++) {
      // A counter that fell was reset, for example by a device that went away.
      values[2 + i] = Math.max(0, nowBytes[i] - bytes[i]) / seconds;
    }
    ticks = nowTicks;
    bytes = nowBytes;
    sampled = now;
    return values;
  }

  private static double finite(double load) {
    return Double.isFinite(load) ? Math.min(1, Math.max(0, load)) : 0;
  }

  private long[] countedBytes() {
    long[] sum = new long[4];
    for (HWDiskStore disk : disks) {
      disk.updateAttributes();
      sum[0] += disk.getReadBytes();
      sum[1] += disk.getWriteBytes();
    }
    for (NetworkIF network : networks) {
      network.updateAttributes();
      sum[2] += network.getBytesRecv();
      sum[3] += network.getBytesSent();
    }
    return sum;
  }
}
